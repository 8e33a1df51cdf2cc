import type { Target } from '../shared/target.ts';
import { say } from '../shared/terminal.ts';
import { withUserStore } from './open-user-store.ts';

/** Lists the users who were deleted, a line each: uuid and time. */
export async function listDeleted(target: Target): Promise<void> {
  await withUserStore(target, 'user deleted', async (store) => {
    let after: string | null = null;
    do {
      const page = await store.listDeletedUsers(after);
      for (const { uuid, deletedAt } of page) say(`${uuid}  ${deletedAt}`);
      after = page.at(-1)?.uuid ?? null;
    } while (after !== null);
  });
}
