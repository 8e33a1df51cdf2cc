import type { Command } from 'commander';
import { defaultStackFolder } from '../checkout.ts';
import { callersEnvironment } from '../config.ts';
import {
  courseOption,
  gradersOption,
  helpEnd,
  portOption,
  serverSandboxOption,
  wholeNumber,
} from './arguments.ts';
import { addFrontOptions, serverOptionsOf, type ServerFlags } from './front-options.ts';

export function registerStack(program: Command): void {
  const command = program
    .command('stack')
    .summary('run everything as on a cluster, on this machine')
    .description(
      'Runs PostgreSQL, Redis, nginx, APIs and graders as separate processes, and stops them all on Ctrl-C.',
    )
    .addOption(portOption());
  addFrontOptions(command)
    .option('--data <folder>', 'folder for the files of the servers', defaultStackFolder)
    .addOption(courseOption())
    .option('--apis <number>', 'number of API processes', wholeNumber(1, 16), 2)
    .addOption(gradersOption())
    .addOption(serverSandboxOption())
    .addHelpText(
      'after',
      helpEnd([
        'stack',
        'stack --apis 1 --graders 4',
        'stack --public-url https://courses.example.org',
      ]),
    )
    .action(async (flags: ServerFlags & { apis: number }) => {
      const { readServiceSettings } = await import('../shared/service-settings.ts');
      const settings = readServiceSettings(callersEnvironment);
      const { mailOf } = await import('../shared/mail-settings.ts');
      const options = serverOptionsOf(flags, settings);
      const { runStack } = await import('../stack/run.ts');
      await runStack({
        ...options,
        mail: mailOf(settings, options.publicUrl),
        folder: flags.data,
        apis: flags.apis,
        apiSettings: settings.api.variables,
        graderSettings: settings.grader.variables,
      });
    });
}
