import type { UserStore } from '../control/calls.ts';
import type { Target } from '../shared/target.ts';
import { userStoreIn } from '../stores/user-store.ts';
import { withMigratedStore } from '../targets/with-store.ts';

/** Opens what the target names for `use`, and closes it. `command` is shown to others that find the folder in use. */
export const withUserStore = <T>(
  target: Target,
  command: string,
  use: (store: UserStore) => Promise<T>,
): Promise<T> =>
  withMigratedStore<keyof UserStore, T>(target, { command, inDatabase: userStoreIn }, use);
