import type { RegradeStore } from '../control/regrade-calls.ts';
import { isHeld, storeOfHolder } from '../control/client.ts';
import { CommandError } from '../command-error.ts';
import { orAdviseToMigrate, withPostgres } from '../shared/open-database.ts';
import type { Target } from '../shared/target.ts';
import { warn } from '../shared/terminal.ts';
import { notifyOfRegraded } from '../stores/notify-apis.ts';
import { regradeStoreIn } from '../stores/regrade-store.ts';
import { existingFolder } from '../shared/data-kind.ts';

/** Opens what the target names for `use`. Only a running system can grade. */
export async function withRegradeStore<T>(
  target: Target,
  use: (store: RegradeStore) => Promise<T>,
): Promise<T> {
  if (!('dataFolder' in target)) {
    const { databaseUrl, redisUrl } = target;
    return orAdviseToMigrate(
      withPostgres(databaseUrl, (database) =>
        use(regradeStoreIn(database, (changed) => notifyOfRegraded(redisUrl, changed, warn))),
      ),
    );
  }
  const dataFolder = await existingFolder(target.dataFolder);
  if (await isHeld(dataFolder)) return use(storeOfHolder(dataFolder));
  throw new CommandError(
    `Nothing is running on ${dataFolder}, and only a running system can grade.`,
    {
      next:
        'If your system has another data folder, name it with --data DIR. ' +
        'Otherwise start it with `touchstone start` or `touchstone stack`, then run the command again.',
    },
  );
}
