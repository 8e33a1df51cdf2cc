import type { Command } from 'commander';
import type { ExitStatus } from '../command-error.ts';
import { helpEnd } from './arguments.ts';

export function registerDoctor(program: Command, answer: (status: ExitStatus) => void): void {
  program
    .command('doctor')
    .summary('check whether this machine can run the grading sandbox, and send mail')
    .description(
      'Tries to break out of the sandbox, as every grader does when it starts, and reports what is ' +
        'contained, what is not, and what to change. Also reports what a program could do if it broke out. ' +
        'Where mail is set up, connects to the mail server as the API does, and sends nothing. ' +
        'The exit status is 0 if nothing escapes and mail can be sent or is not set up, 1 otherwise.',
    )
    .option(
      '--json',
      'print one line {"fit", "sandbox", "parts", "probes", "exposed", "change", "mail"}',
    )
    .addHelpText(
      'after',
      helpEnd(
        ['doctor', 'doctor --json'],
        [
          'TOUCHSTONE_PYTHON names the Python to grade with (default: /usr/bin/python3).',
          'TOUCHSTONE_SMTP_URL and TOUCHSTONE_MAIL_FROM set up mail; see docs/operations.md.',
        ],
      ),
    )
    .action(async (flags: { json?: true }) => {
      const { examine } = await import('../doctor/examine.ts');
      answer(await examine({ json: flags.json === true }));
    });
}
