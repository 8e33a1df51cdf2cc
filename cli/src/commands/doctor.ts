import type { Command } from 'commander';
import type { ExitStatus } from '../command-error.ts';
import { helpEnd } from './arguments.ts';

export function registerDoctor(program: Command, answer: (status: ExitStatus) => void): void {
  program
    .command('doctor')
    .summary('check whether this machine can run the grading sandbox')
    .description(
      'Tries to break out of the sandbox, as every grader does when it starts, and reports what is ' +
        'contained, what is not, and what to change. Also reports what a program could do if it broke out. ' +
        'The exit status is 0 if nothing escapes, 1 otherwise.',
    )
    .option('--json', 'print one line {"fit", "sandbox", "parts", "probes", "exposed", "change"}')
    .addHelpText(
      'after',
      helpEnd(
        ['doctor', 'doctor --json'],
        ['TOUCHSTONE_PYTHON names the Python to grade with (default: /usr/bin/python3).'],
      ),
    )
    .action(async (flags: { json?: true }) => {
      const { examine } = await import('../doctor/examine.ts');
      answer(await examine({ json: flags.json === true }));
    });
}
