import type { AuditStore } from '../control/audit-calls.ts';
import type { CourseAdmin, CourseSummary } from '../control/course-calls.ts';
import type { Target } from '../shared/target.ts';
import { warn } from '../shared/terminal.ts';
import { unknownCourse } from '../shared/unknown-course.ts';
import { notNotified } from '../shared/wording.ts';
import { auditStoreIn } from '../stores/audit-store.ts';
import { courseAdminIn } from '../stores/course-store.ts';
import { withMigratedStore } from '../targets/with-store.ts';

/** Opens what the target names for `use`, and closes it. `command` is shown to others that find the folder in use. */
export const withCourseAdmin = <T>(
  target: Target,
  command: string,
  use: (store: CourseAdmin & AuditStore) => Promise<T>,
): Promise<T> =>
  withMigratedStore<keyof CourseAdmin | keyof AuditStore, T>(
    target,
    {
      command,
      inDatabase: (database) => ({
        ...courseAdminIn(database, notifierOf(target)),
        ...auditStoreIn(database),
      }),
    },
    use,
  );

/** A data folder that no process has open has no running APIs. */
export function notifierOf(target: Target): () => Promise<void> {
  let hasWarned = false;
  return async () => {
    if (!('databaseUrl' in target)) return;
    if (target.redisUrl === undefined) {
      // Removing a course changes it more than once.
      if (!hasWarned) warn(notNotified);
      hasWarned = true;
      return;
    }
    const { notifyOfCourses } = await import('../stores/notify-apis.ts');
    await notifyOfCourses(target.redisUrl);
  };
}

/** The stored course with that slug; throws a CommandError that names the others. */
export async function requireCourse(
  store: Pick<CourseAdmin, 'listCourses'>,
  slug: string,
): Promise<CourseSummary> {
  const courses = await store.listCourses();
  const found = courses.find((course) => course.slug === slug);
  if (found !== undefined) return found;
  const slugs = courses.map((course) => course.slug).join(', ');
  throw unknownCourse(
    slug,
    slugs === ''
      ? 'No course is loaded. Check that --data or --database is the right one.'
      : `Loaded: ${slugs}.`,
  );
}
