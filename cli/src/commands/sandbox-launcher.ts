import type { Command } from 'commander';

export function registerSandboxLauncher(program: Command): void {
  program
    .command('sandbox-launcher')
    .summary('start one sandbox for a grader, from a socket unit')
    .description(
      'Starts the sandbox that a grader asks for on the standard input, a connection, and hands the connection ' +
        'over to it. For a socket unit with Accept=yes and StandardInput=socket, to which TOUCHSTONE_SANDBOX_SOCKET ' +
        'of the graders leads. As root it gives the sandbox a uid of its own. The stack needs none.',
    )
    .addHelpText(
      'after',
      [
        '',
        'TOUCHSTONE_PYTHON names the Python to grade with (default: /usr/bin/python3).',
        'TOUCHSTONE_UIDS has the uid of sandboxes as its fourth number.',
      ].join('\n'),
    )
    .action(async () => {
      const { launchSandbox } = await import('../sandbox-launcher/launch-sandbox.ts');
      await launchSandbox();
    });
}
