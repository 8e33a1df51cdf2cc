import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';
import { errorCode } from '@touchstone/runtime/errors';
import { CommandError, exitStatuses } from '../command-error.ts';
import type { Target } from '../shared/target.ts';
import { say } from '../shared/terminal.ts';
import { counted } from '../shared/wording.ts';
import { unknownUser } from './wording.ts';
import { withUserStore } from './open-user-store.ts';

/** Deletes a user, after a confirmation if `ask`. */
export async function deleteUser(
  target: Target,
  userId: string,
  { ask }: { ask: boolean },
): Promise<void> {
  if (ask && !process.stdin.isTTY) {
    throw new CommandError(
      'Deleting a user cannot be undone, and there is no terminal to confirm it on.',
      {
        next: 'Add --yes to confirm.',
      },
    );
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
  // Ctrl-C and Ctrl-D abort the question; a terminal that disappears only closes it.
  const closed = once(terminal, 'close').then(() => '');
  const answered = terminal
    .question(
      `This permanently deletes user ${userId} (${who}) and all their programs.\nType the uuid to continue: `,
    )
    .catch((error: unknown) => {
      if (errorCode(error) === 'ABORT_ERR') return '';
      throw error;
    });
  const typed = await Promise.race([closed, answered]);
  terminal.close();
  if (typed.trim().toLowerCase() === userId) return;
  throw new CommandError('Nothing was deleted: the uuid does not match.', {
    exitStatus: exitStatuses.no,
  });
}
