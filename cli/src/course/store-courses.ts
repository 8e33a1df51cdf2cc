import type { GradingRecord, LoadedCourse, MadeBy } from '@touchstone/contracts';
import { describeFault, type CourseFolder } from '@touchstone/course';
import { madeByOf, type Sandbox } from '@touchstone/grader-api/offline';
import { checkAll, foldersToCheck, type CheckProgress } from './check-all.ts';
import { checkAssignment, type CheckedFolder } from './check-assignment.ts';
import { refuseFaults } from './course-faults.ts';
import type { CourseStore } from './course-store.ts';
import { renderFinding } from './render-check.ts';
import { keyOf, withRecords } from './with-records.ts';

export interface StartGround extends Pick<CheckProgress, 'onProgress' | 'signal' | 'check'> {
  store: CourseStore;
  sandbox: Sandbox;
  onWarning?: ((message: string) => void) | undefined;
}

/**
 * Stores the courses that a system starts with, recorded in the kind of sandbox that it grades in.
 * What has a record in the store, made by this judge and this Python, has been checked with it; the
 * rest is checked now. Rejects with the faults of all courses, with none stored; warnings do not keep a system from starting.
 */
export async function storeCourses(
  folders: readonly CourseFolder[],
  ground: StartGround,
): Promise<LoadedCourse[]> {
  const { store, onWarning } = ground;
  for (const { course, warnings } of folders) {
    for (const warning of warnings) onWarning?.(`${course.slug}/${describeFault(warning)}`);
  }
  const madeBy = await madeByOf(ground.sandbox);
  const courses = withRecords(folders, await recordsOf(folders, madeBy, ground), madeBy);
  for (const course of courses) await store.store(course);
  return courses;
}

/** A start should not take long: what else can be wrong with an assignment is for `course check`. */
const checkQuickly: NonNullable<CheckProgress['check']> = (folder, sandbox) =>
  checkAssignment(folder, sandbox, { runs: 1, othersToo: false });

/** Those that the store has, and those that are made now. */
async function recordsOf(
  folders: readonly CourseFolder[],
  madeBy: MadeBy,
  { store, sandbox, onProgress, onWarning, signal, check = checkQuickly }: StartGround,
): Promise<GradingRecord[]> {
  const wanted = wantedRecords(folders, madeBy);
  const found = await store.findRecords([...wanted.keys()]);
  for (const { key } of found) wanted.delete(key);
  // Where programs can forge their verdicts, records have no use.
  if (sandbox.forgeable || wanted.size === 0) return found;
  const missing = [...wanted.values()];
  const checks = await checkAll(missing, sandbox, {
    onProgress: (text) => onProgress?.(`${text} assignments that are new or changed`),
    ...{ signal, check },
  });
  refuseFaults(checks);
  for (const { assignment, findings } of checks) {
    for (const finding of findings) onWarning?.(renderFinding(finding, assignment));
  }
  return [...found, ...checks.flatMap(({ record }) => (record === null ? [] : [record]))];
}

/** Each assignment that takes a record, named with its course, by the key of that record. */
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
