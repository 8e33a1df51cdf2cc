import type { Command } from 'commander';

export function registerSandboxLauncher(program: Command): void {
  program
    .command('sandbox-launcher')
    .summary('start one sandbox for a grader, from a socket unit')
    .description(
      'Starts the sandbox that a grader requests on the standard input, a connection, and passes the connection ' +
        'to it. For a systemd socket unit with Accept=yes and StandardInput=socket; TOUCHSTONE_SANDBOX_SOCKET of the graders ' +
        'names the socket. As root it runs the sandbox under a separate uid. The stack does not need it.',
    )
    .addHelpText(
      'after',
      [
        '',
        'TOUCHSTONE_PYTHON names the Python to grade with (default: /usr/bin/python3).',
        'The fourth number of TOUCHSTONE_UIDS is the uid of sandboxes.',
      ].join('\n'),
    )
    .action(async () => {
      const { launchSandbox } = await import('../sandbox-launcher/launch-sandbox.ts');
      await launchSandbox();
    });
}
