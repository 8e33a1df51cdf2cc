import type { Command } from 'commander';
import { defaultCourseFolder, defaultStackFolder } from '../checkout.ts';
import { callersEnvironment } from '../config.ts';
import {
  courseOption,
  gradersOption,
  portOption,
  serverSandboxOption,
  wholeNumber,
} from './arguments.ts';
import { addFrontOptions, frontOf, type FrontFlags } from './front-options.ts';

interface StackFlags extends FrontFlags {
  port: number;
  data: string;
  course?: string[];
  apis: number;
  graders: number;
  sandbox?: 'auto' | 'bubblewrap' | 'pyodide';
}

export function registerStack(program: Command): void {
  const command = program
    .command('stack')
    .summary('run everything as on a cluster, on this machine')
    .description(
      'Runs PostgreSQL, Redis, nginx, APIs and graders as processes of their own, and stops them all on Ctrl-C.',
    )
    .addOption(portOption());
  addFrontOptions(command)
    .option('--data <folder>', 'where the servers keep their files', defaultStackFolder)
    .addOption(courseOption())
    .option('--apis <number>', 'how many API processes', wholeNumber(1, 16), 2)
    .addOption(gradersOption())
    .addOption(serverSandboxOption())
    .addHelpText(
      'after',
      [
        '',
        'Examples:',
        '  touchstone stack',
        '  touchstone stack --apis 1 --graders 4',
        '  touchstone stack --public-url https://courses.example.org',
      ].join('\n'),
    )
    .action(async (flags: StackFlags) => {
      const { readServiceSettings } = await import('../ground/service-settings.ts');
      const settings = readServiceSettings(callersEnvironment);
      const { api, grader } = settings;
      const { runStack } = await import('../stack/run.ts');
      await runStack({
        ...frontOf(flags, settings),
        port: flags.port,
        folder: flags.data,
        courseFolders: flags.course ?? [defaultCourseFolder],
        apis: flags.apis,
        graders: flags.graders,
        sandbox: flags.sandbox ?? grader.given.surroundings.sandbox ?? 'auto',
        apiSettings: api.variables,
        graderSettings: grader.variables,
      });
    });
}
