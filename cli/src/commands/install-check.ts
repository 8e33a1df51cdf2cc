import type { Command } from 'commander';
import type { ExitStatus } from '../command-error.ts';
import { helpEnd } from './arguments.ts';

export function registerInstallCheck(program: Command, answer: (status: ExitStatus) => void): void {
  program
    .command('install-check')
    .summary('check an installation by systemd, and say what is missing')
    .description(
      'Checks programs and their versions, users, units, secrets and their modes, the roles of database and ' +
        'Redis, the sandbox, and whether the services are ready. Changes nothing. Run it as root. ' +
        'The exit status is 0 if nothing is missing, 1 otherwise.',
    )
    .option('--json', 'print one line {"complete", "checks": [{"name", "found", "remedy"}]}')
    .addHelpText(
      'after',
      helpEnd(
        ['install-check', 'install-check --json'],
        ['docs/operations.md describes the installation step by step.'],
      ),
    )
    .action(async (flags: { json?: true }) => {
      const { checkInstallation } = await import('../install-check/check-installation.ts');
      answer(await checkInstallation({ json: flags.json === true }));
    });
}
