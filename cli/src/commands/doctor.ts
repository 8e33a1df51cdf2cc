import type { Command } from 'commander';
import type { ExitStatus } from '../command-error.ts';

export function registerDoctor(program: Command, answer: (status: ExitStatus) => void): void {
  program
    .command('doctor')
    .summary('say whether this machine is fit to grade on')
    .description(
      'Tries to break out of the sandbox, as every grader does when it starts, and says what ' +
        'holds, what does not, and what to change. Says besides what a program could do that broke out ' +
        'all the same. Exit status 0 when all holds, 1 when not.',
    )
    .option('--json', 'one line {"fit", "sandbox", "parts", "probes", "exposed", "change"}')
    .addHelpText(
      'after',
      [
        '',
        'TOUCHSTONE_PYTHON names the Python to grade with (default: /usr/bin/python3).',
        'Examples:',
        '  touchstone doctor',
        '  touchstone doctor --json',
      ].join('\n'),
    )
    .action(async (flags: { json?: true }) => {
      const { examine } = await import('../doctor/examine.ts');
      answer(await examine({ json: flags.json === true }));
    });
}
