import type { PointsCourse } from '@touchstone/contracts';
import type { AuditStore } from '../control/audit-calls.ts';
import type { PointsStore } from '../control/points-calls.ts';
import type { Target } from '../shared/target.ts';
import { warn } from '../shared/terminal.ts';
import { unknownCourse } from '../shared/unknown-course.ts';
import { notifyOfUsers } from '../stores/notify-apis.ts';
import { auditStoreIn } from '../stores/audit-store.ts';
import { pointsStoreIn } from '../stores/points-store.ts';
import { withMigratedStore } from '../targets/with-store.ts';

/** Opens what the target names for `use`, and closes it. `command` is shown to others that find the folder in use. */
export const withPointsStore = <T>(
  target: Target,
  command: string,
  use: (store: PointsStore & AuditStore) => Promise<T>,
): Promise<T> =>
  withMigratedStore<keyof PointsStore | keyof AuditStore, T>(
    target,
    {
      command,
      inDatabase: (database) => ({
        ...pointsStoreIn(database, notifierOf(target)),
        ...auditStoreIn(database),
      }),
    },
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
  throw unknownCourse(slug);
}
