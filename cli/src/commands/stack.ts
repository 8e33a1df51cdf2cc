import type { Command } from 'commander';
import { defaultCourseFolder, defaultStackFolder } from '../checkout.ts';
import {
  courseOption,
  gradersOption,
  portOption,
  sandboxOption,
  wholeNumber,
} from './arguments.ts';

interface StackFlags {
  port: number;
  data: string;
  course?: string[];
  apis: number;
  graders: number;
  sandbox: 'auto' | 'bubblewrap' | 'pyodide';
}

export function registerStack(program: Command): void {
  program
    .command('stack')
    .summary('run everything as on a cluster, on this machine')
    .description(
      'Runs PostgreSQL, Redis, nginx, APIs and graders as processes of their own, and stops them all on Ctrl-C.',
    )
    .addOption(portOption())
    .option('--data <folder>', 'where the servers keep their files', defaultStackFolder)
    .addOption(courseOption())
    .option('--apis <number>', 'how many API processes', wholeNumber(1, 16), 2)
    .addOption(gradersOption())
    .addOption(sandboxOption())
    .addHelpText(
      'after',
      ['', 'Examples:', '  touchstone stack', '  touchstone stack --apis 1 --graders 4'].join('\n'),
    )
    .action(async (flags: StackFlags) => {
      const { runStack } = await import('../stack/run.ts');
      await runStack({
        port: flags.port,
        folder: flags.data,
        courseFolders: flags.course ?? [defaultCourseFolder],
        apis: flags.apis,
        graders: flags.graders,
        sandbox: flags.sandbox,
      });
    });
}
