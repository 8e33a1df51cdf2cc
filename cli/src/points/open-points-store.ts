import type { PointsCourse } from '@touchstone/contracts';
import { CommandError, exitStatuses } from '../command-error.ts';
import type { PointsStore } from '../control/points-calls.ts';
import type { Target } from '../shared/target.ts';
import { warn } from '../shared/terminal.ts';
import { notifyOfUsers } from '../stores/notify-apis.ts';
import { pointsStoreIn } from '../stores/points-store.ts';
import { withMigratedStore } from '../targets/with-store.ts';

/** Opens what the target names for `use`, and closes it. `command` is shown to others that find the folder in use. */
export const withPointsStore = <T>(
  target: Target,
  command: string,
  use: (store: PointsStore) => Promise<T>,
): Promise<T> =>
  withMigratedStore<keyof PointsStore, T>(
    target,
    { command, inDatabase: (database) => pointsStoreIn(database, notifierOf(target)) },
    use,
  );

/** A data folder that no process has open has no running APIs. */
const notifierOf =
  (target: Target) =>
  async (userId: string): Promise<void> => {
    if ('databaseUrl' in target) await notifyOfUsers(target.redisUrl, [userId], warn);
  };

/** Throws a CommandError if there is no such course. */
export async function requirePointsCourse(store: PointsStore, slug: string): Promise<PointsCourse> {
  const course = await store.readPointsCourse(slug);
  if (course !== null) return course;
  throw new CommandError(`There is no course ${slug}.`, {
    exitStatus: exitStatuses.no,
    next: '`touchstone course list` lists the loaded courses. Check also that --data or --database is the right one.',
  });
}
