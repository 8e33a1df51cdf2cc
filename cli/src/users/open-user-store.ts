import type { AuditStore } from '../control/audit-calls.ts';
import type { UserStore } from '../control/user-calls.ts';
import { auditStoreIn } from '../stores/audit-store.ts';
import type { Target } from '../shared/target.ts';
import { userStoreIn } from '../stores/user-store.ts';
import { withMigratedStore } from '../targets/with-store.ts';
import { unknownUser } from './wording.ts';

/** Opens what the target names for `use`, and closes it. `command` is shown to others that find the folder in use. */
export const withUserStore = <T>(
  target: Target,
  command: string,
  use: (store: UserStore & AuditStore) => Promise<T>,
): Promise<T> =>
  withMigratedStore<keyof UserStore | keyof AuditStore, T>(
    target,
    {
      command,
      inDatabase: (database, notifyEnded) => ({
        ...userStoreIn(database, notifyEnded),
        ...auditStoreIn(database),
      }),
    },
    use,
  );

/** The uuid of the user whom a teacher or operator has named by uuid or mail address. */
export async function requireUser(store: UserStore, written: string): Promise<string> {
  const userId = await store.findUser(written);
  if (userId === null) throw unknownUser(written);
  return userId;
}
