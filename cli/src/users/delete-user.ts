import { confirmByTyping, requireTerminal } from '../shared/confirm.ts';
import type { Target } from '../shared/target.ts';
import { say } from '../shared/terminal.ts';
import { counted } from '../shared/wording.ts';
import { unknownUser } from './wording.ts';
import { requireUser, withUserStore } from './open-user-store.ts';

const stays =
  'What stays: points that were exported before, entries of the audit log with a uuid that nothing else has, ' +
  'programs whose results others share, without a name, and backups until you delete them.';

/** Deletes a user, after a confirmation if `ask`. */
export async function deleteUser(
  target: Target,
  written: string,
  { ask }: { ask: boolean },
): Promise<void> {
  if (ask) requireTerminal('Deleting a user');
  await withUserStore(target, 'user delete', async (store) => {
    const userId = await requireUser(store, written);
    const user = await store.exportUser(userId);
    if (user === null) throw unknownUser(written);
    if (ask) {
      const who = `since ${user.createdAt.slice(0, 10)}, ${counted(user.points, 'point')}`;
      await confirmByTyping({
        warning: `This permanently deletes user ${userId} (${who}) and all their programs. ${stays}`,
        expected: userId,
        called: 'uuid',
        refusal: 'Nothing was deleted: the uuid does not match.',
      });
    }
    const deleted = await store.deleteUser(userId);
    if (deleted === null) throw unknownUser(written);
    say(
      `Deleted user ${userId}, with ${counted(deleted.submissions, 'submission')} and ${counted(deleted.sessions, 'session')}.`,
    );
    say(stays);
  });
}
