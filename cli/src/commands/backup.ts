import type { Command } from 'commander';
import { helpEnd, targetOf, withTargetOptions, type TargetFlags } from './arguments.ts';

export function registerBackup(program: Command): void {
  withTargetOptions(
    program
      .command('backup')
      .summary('write all data to a file')
      .description(
        'Writes everything that the database has at one moment to a new file, readable only by its owner, while the system runs. ' +
          'Passwords and secrets of services are not in it.',
      )
      .argument('<file>', 'the new file; - for the standard output')
      .option('--with-sessions', 'include sessions, so that students stay signed in'),
  )
    .addHelpText(
      'after',
      helpEnd([
        'backup touchstone.backup',
        'backup /backups/monday --data /srv/touchstone --with-sessions',
        'backup - --database postgres://touchstone@db.example.org/touchstone | ssh backups "cat > monday"',
      ]),
    )
    .action(
      async (file: string, flags: TargetFlags & { withSessions?: true }, command: Command) => {
        const { makeBackup } = await import('../backup/make-backup.ts');
        await makeBackup(targetOf(flags, command), file, {
          withSessions: flags.withSessions === true,
        });
      },
    );
}
