import type { Command } from 'commander';
import { defaultDataFolder } from '../checkout.ts';
import { callersEnvironment } from '../config.ts';
import {
  courseOption,
  gradersOption,
  helpEnd,
  portOption,
  serverSandboxOption,
} from './arguments.ts';
import { addFrontOptions, serverOptionsOf, type ServerFlags } from './front-options.ts';

export function registerStart(program: Command): void {
  const command = program
    .command('start')
    .summary('run everything in one process')
    .description('Runs page, API, database and graders in one process. Needs only Node.js.')
    .addOption(portOption());
  addFrontOptions(command)
    .option('--data <folder>', 'folder for the database', defaultDataFolder)
    .addOption(courseOption())
    .addOption(gradersOption())
    .addOption(serverSandboxOption())
    .addHelpText(
      'after',
      helpEnd([
        'start',
        'start --port 8080 --course courses/python --data /srv/touchstone',
        'start --public-url https://courses.example.org',
        'start --host 0.0.0.0 --allow-host courses.example.org',
      ]),
    )
    .action(async (flags: ServerFlags) => {
      const { readServiceSettings } = await import('../shared/service-settings.ts');
      const settings = readServiceSettings(callersEnvironment);
      const { mailOf } = await import('../shared/mail-settings.ts');
      const options = serverOptionsOf(flags, settings);
      const { runAllInOne } = await import('../all-in-one/run.ts');
      await runAllInOne({
        ...options,
        mail: mailOf(settings, options.publicUrl),
        dataFolder: flags.data,
        apiSettings: settings.api.given.config,
        graderSettings: settings.grader.given.config,
      });
    });
}
