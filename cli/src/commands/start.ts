import type { Command } from 'commander';
import { defaultCourseFolder, defaultDataFolder } from '../checkout.ts';
import { callersEnvironment } from '../config.ts';
import { courseOption, gradersOption, portOption, serverSandboxOption } from './arguments.ts';
import { addFrontOptions, frontOf, type FrontFlags } from './front-options.ts';

interface StartFlags extends FrontFlags {
  port: number;
  data: string;
  course?: string[];
  graders: number;
  sandbox?: 'auto' | 'bubblewrap' | 'pyodide';
}

export function registerStart(program: Command): void {
  const command = program
    .command('start')
    .summary('run everything in one process')
    .description('Runs page, API, database and graders in one process; needs only Node.js.')
    .addOption(portOption());
  addFrontOptions(command)
    .option('--data <folder>', 'where submissions are kept', defaultDataFolder)
    .addOption(courseOption())
    .addOption(gradersOption())
    .addOption(serverSandboxOption())
    .addHelpText(
      'after',
      [
        '',
        'Examples:',
        '  touchstone start',
        '  touchstone start --port 8080 --course courses/python --data /srv/touchstone',
        '  touchstone start --public-url https://courses.example.org',
        '  touchstone start --host 0.0.0.0 --allow-host courses.example.org',
      ].join('\n'),
    )
    .action(async (flags: StartFlags) => {
      const { readServiceSettings } = await import('../ground/service-settings.ts');
      const settings = readServiceSettings(callersEnvironment);
      const { config: graderSettings, surroundings } = settings.grader.given;
      const { runAllInOne } = await import('../all-in-one/run.ts');
      await runAllInOne({
        ...frontOf(flags, settings),
        port: flags.port,
        dataFolder: flags.data,
        courseFolders: flags.course ?? [defaultCourseFolder],
        graders: flags.graders,
        sandbox: flags.sandbox ?? surroundings.sandbox ?? 'auto',
        apiSettings: settings.api.given.config,
        graderSettings,
      });
    });
}
