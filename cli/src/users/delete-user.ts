import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';
import { CommandError, errorCode, exitStatuses } from '../command-error.ts';
import { say } from '../ground/terminal.ts';
import { counted } from './counted.ts';
import { withUserStore, type UserTarget } from './open-user-store.ts';
import { unknownUser } from './unknown-user.ts';

/** Deletes a user, after the question whether it shall be. */
export async function deleteUser(
  target: UserTarget,
  userId: string,
  { ask }: { ask: boolean },
): Promise<void> {
  if (ask && !process.stdin.isTTY) {
    throw new CommandError('Deleting a user is for good, and nobody is here to be asked.', {
      next: 'Add --yes if you mean it.',
    });
  }
  await withUserStore(target, 'user delete', async (store) => {
    const user = await store.exportUser(userId);
    if (user === null) throw unknownUser(userId);
    if (ask) {
      await confirm(
        userId,
        `since ${user.createdAt.slice(0, 10)}, ${counted(user.points, 'point')}`,
      );
    }
    const deleted = await store.deleteUser(userId);
    if (deleted === null) throw unknownUser(userId);
    say(
      `Deleted user ${userId}, with ${counted(deleted.submissions, 'submission')} and ${counted(deleted.sessions, 'session')}.`,
    );
  });
}

async function confirm(userId: string, who: string): Promise<void> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  // Ctrl-C and Ctrl-D abort the question, a terminal that goes away only closes it: no uuid either.
  const closed = once(terminal, 'close').then(() => '');
  const answered = terminal
    .question(
      `This deletes user ${userId} (${who}) and all programs of this user, for good.\nType the uuid to go on: `,
    )
    .catch((error: unknown) => {
      if (errorCode(error) === 'ABORT_ERR') return '';
      throw error;
    });
  const typed = await Promise.race([closed, answered]);
  terminal.close();
  if (typed.trim().toLowerCase() === userId) return;
  throw new CommandError('Nothing was deleted: that was not the uuid.', {
    exitStatus: exitStatuses.no,
  });
}
