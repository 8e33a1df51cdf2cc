import { CommandError, exitStatuses } from '../command-error.ts';
import type { DatedAssignment, DateStore } from '../control/date-calls.ts';
import type { Target } from '../shared/target.ts';
import { notifierOf } from '../stored-courses/open-course-admin.ts';
import { dateStoreIn } from '../stores/date-store.ts';
import { withMigratedStore } from '../targets/with-store.ts';

/** Opens what the target names for `use`, and closes it. `command` is shown to others that find the folder in use. */
export const withDateStore = <T>(
  target: Target,
  command: string,
  use: (store: DateStore) => Promise<T>,
): Promise<T> =>
  withMigratedStore<keyof DateStore, T>(
    target,
    { command, inDatabase: (database) => dateStoreIn(database, notifierOf(target)) },
    use,
  );

/** The assignment with that slug, of the course or of the only one that has it. */
export async function requireAssignment(
  store: DateStore,
  slug: string,
  course: string | null,
): Promise<DatedAssignment> {
  const found = await store.findAssignments(course, slug);
  const [assignment] = found;
  if (found.length > 1) {
    const courses = found.map((each) => each.course).join(', --course ');
    throw new CommandError(`Several courses have an assignment ${slug}.`, {
      next: `Say which one: --course ${courses}`,
    });
  }
  if (assignment !== undefined) return assignment;
  const where = course === null ? 'No course' : `The course ${course}, if there is one,`;
  throw new CommandError(`${where} has ${course === null ? 'an' : 'no'} assignment ${slug}.`, {
    exitStatus: exitStatuses.no,
    next: 'Name the folder of an assignment that is loaded; list the courses: touchstone course list',
  });
}

export const noSuchStudent = (written: string): CommandError =>
  new CommandError(`There is no student ${written}.`, {
    exitStatus: exitStatuses.no,
    next: 'Give the mail address of the roster, or the uuid that the page shows in its settings.',
  });
