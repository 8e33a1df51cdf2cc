import type { Command } from 'commander';
import { defaultCourseFolder, defaultDataFolder } from '../checkout.ts';
import { collect, courseOption, gradersOption, portOption, sandboxOption } from './arguments.ts';

interface StartFlags {
  port: number;
  host: string;
  data: string;
  course?: string[];
  graders: number;
  sandbox: 'auto' | 'bubblewrap' | 'pyodide';
  allowHost?: string[];
}

export function registerStart(program: Command): void {
  program
    .command('start')
    .summary('run everything in one process')
    .description('Runs page, API, database and graders in one process; needs only Node.js.')
    .addOption(portOption())
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--data <folder>', 'where submissions are kept', defaultDataFolder)
    .addOption(courseOption())
    .addOption(gradersOption())
    .addOption(sandboxOption())
    .option(
      '--allow-host <name>',
      'answer to this host name too, may be given more than once',
      collect,
    )
    .addHelpText(
      'after',
      [
        '',
        'Examples:',
        '  touchstone start',
        '  touchstone start --port 8080 --course courses/python --data /srv/touchstone',
        '  touchstone start --host 0.0.0.0 --allow-host courses.example.org',
      ].join('\n'),
    )
    .action(async (flags: StartFlags) => {
      const { runAllInOne } = await import('../all-in-one/run.ts');
      await runAllInOne({
        port: flags.port,
        host: flags.host,
        dataFolder: flags.data,
        courseFolders: flags.course ?? [defaultCourseFolder],
        graders: flags.graders,
        sandbox: flags.sandbox,
        allowedHosts: flags.allowHost ?? [],
      });
    });
}
