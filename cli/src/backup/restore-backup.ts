import { sanitiseStored } from '@touchstone/course';
import { requireRestorable, restore, type Restored } from '@touchstone/database';
import { messageOf } from '@touchstone/runtime/errors';
import { CommandError } from '../command-error.ts';
import { createProgress, say, warn } from '../shared/terminal.ts';
import { counted } from '../shared/wording.ts';
import { withEmptyDatabase, type EmptyTarget } from '../targets/with-empty-database.ts';
import { explained } from './explained.ts';
import { checkBackup, readBackup } from './read-backup.ts';
import { readDeletions } from './read-deletions.ts';

/** Restores a backup into an empty database, after it has read the whole file once to check it. */
export async function restoreBackup(
  target: EmptyTarget,
  path: string,
  { deletions }: { deletions: readonly string[] },
): Promise<void> {
  const progress = createProgress();
  try {
    const { header, rows } = await checkBackup(path, (count) =>
      progress.show(`checking … ${counted(count, 'row')}`),
    );
    await explained(requireRestorable(header));
    const deletedUsers = await readDeletions(deletions);
    const onRows = (count: number): void =>
      progress.show(
        count < rows
          ? `restoring … ${counted(count, 'row')} of ${rows.toLocaleString('en')}`
          : 'restoring … making indexes and checking references',
      );
    const restored = await withEmptyDatabase(target, 'restore', (database) =>
      readBackup(path, (head, read) =>
        explained(
          restore(database, {
            head,
            rows: read,
            sanitiseHandout: sanitiseStored,
            deletedUsers,
            onRows,
          }),
        ).catch(nothingChanged),
      ),
    );
    progress.clear();
    say(`Restored ${counted(rows, 'row')} of ${header.createdAt}.`);
    describe(restored).forEach(say);
    if (!header.withSessions) {
      warn('The backup has no sessions: students sign in with their recovery keys.');
    }
    if ('databaseUrl' in target) {
      warn('Run `touchstone database-role` for this database, then restart APIs and graders.');
    }
  } finally {
    progress.clear();
  }
}

function describe(restored: Restored): string[] {
  const { deletedUsers, changedHandouts, ungraded, migrations } = restored;
  return [
    ...(deletedUsers > 0 ? [`Deleted ${counted(deletedUsers, 'user')} again.`] : []),
    ...(changedHandouts > 0
      ? [`Removed unsafe HTML from ${counted(changedHandouts, 'handout')}.`]
      : []),
    ...(ungraded > 0 ? [`${counted(ungraded, 'submission')} will be graded after the start.`] : []),
    ...migrations.map((name) => `applied ${name}`),
  ];
}

/** Everything is in one transaction. */
function nothingChanged(error: unknown): never {
  if (error instanceof CommandError) throw error;
  throw new CommandError(
    `The backup was not restored, and nothing was changed: ${messageOf(error)}`,
    {
      cause: error,
      next: 'Check the disk space of the database, and run the command again.',
    },
  );
}
