import type { GradingRecord, LoadedCourse, MadeBy } from '@touchstone/contracts';
import { describeFault, type CourseFolder } from '@touchstone/course';
import { madeByOf, type Sandbox } from '@touchstone/grader-api/offline';
import type { CourseStore } from '../control/course-calls.ts';
import { checkAll, foldersToCheck, type CheckProgress } from './check-all.ts';
import { checkAssignment, type CheckedFolder } from './check-assignment.ts';
import { refuseFaults } from './course-faults.ts';
import { renderFinding } from './render-check.ts';
import { keyOf, withRecords } from './records.ts';

export interface StoreCoursesOptions extends Pick<
  CheckProgress,
  'onProgress' | 'signal' | 'check'
> {
  store: Pick<CourseStore, 'findRecords' | 'storeCourse'>;
  sandbox: Sandbox;
  onWarning?: ((message: string) => void) | undefined;
}

/**
 * Stores the courses with which a system starts, with records made in its kind of sandbox. An
 * assignment that has a record in the store, made by this judge and this Python, was checked when it
 * was made; the others are checked now. Rejects with the faults of all courses and stores none;
 * warnings do not prevent a start.
 */
export async function storeCourses(
  folders: readonly CourseFolder[],
  options: StoreCoursesOptions,
): Promise<LoadedCourse[]> {
  const { store, onWarning } = options;
  for (const { course, warnings } of folders) {
    for (const warning of warnings) onWarning?.(`${course.slug}/${describeFault(warning)}`);
  }
  const madeBy = await madeByOf(options.sandbox);
  const courses = withRecords(folders, await recordsOf(folders, madeBy, options), madeBy);
  for (const course of courses) {
    const { archived, kept } = await store.storeCourse(course, { retire: [], missing: 'keep' });
    for (const slug of kept) {
      onWarning?.(
        `${course.slug}/${slug} is not in the folder any more, but has submissions, so it stays in the course. ` +
          `To retire it: touchstone course load DIR --retire ${slug}`,
      );
    }
    if (archived === true) {
      onWarning?.(`${course.slug} is archived, so its folder was not loaded`);
    }
  }
  return courses;
}

/** A start should not take long; `course check` finds other faults of an assignment. */
const checkQuickly: NonNullable<CheckProgress['check']> = (folder, sandbox) =>
  checkAssignment(folder, sandbox, { runs: 1, othersToo: false });

/** Records from the store, and those that are made now. */
async function recordsOf(
  folders: readonly CourseFolder[],
  madeBy: MadeBy,
  { store, sandbox, onProgress, onWarning, signal, check = checkQuickly }: StoreCoursesOptions,
): Promise<GradingRecord[]> {
  const wanted = wantedRecords(folders, madeBy);
  const found = await store.findRecords([...wanted.keys()]);
  for (const { key } of found) wanted.delete(key);
  // Where programs can forge their verdicts, records are useless.
  if (sandbox.forgeable || wanted.size === 0) return found;
  const missing = [...wanted.values()];
  const checks = await checkAll(missing, sandbox, {
    onProgress: (text) => onProgress?.(`${text} assignments that are new or changed`),
    signal,
    check,
  });
  refuseFaults(checks);
  for (const { assignment, findings } of checks) {
    for (const finding of findings) onWarning?.(renderFinding(finding, assignment));
  }
  return [...found, ...checks.flatMap(({ record }) => (record === null ? [] : [record]))];
}

/** The assignments that need a record, by its key. */
function wantedRecords(
  folders: readonly CourseFolder[],
  madeBy: MadeBy,
): Map<string, CheckedFolder> {
  const wanted = new Map<string, CheckedFolder>();
  for (const folder of folders) {
    for (const assignment of foldersToCheck(folder)) {
      const key = keyOf(assignment.bundle, assignment.solution, madeBy);
      if (key === null) continue;
      wanted.set(key, { ...assignment, slug: `${folder.course.slug}/${assignment.slug}` });
    }
  }
  return wanted;
}
