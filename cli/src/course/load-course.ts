import type { LoadedCourse, MadeBy } from '@touchstone/contracts';
import { readCourseFolder, type CourseFolder } from '@touchstone/course';
import { madeByOf } from '@touchstone/grader-api/offline';
import { openSandbox } from '../ground/open-sandbox.ts';
import { createProgress, say, warn } from '../ground/terminal.ts';
import type { AssignmentCheck } from './check-assignment.ts';
import { checkAll, foldersToCheck } from './check-all.ts';
import { orFaults, refuseFaults, refuseWarnings } from './course-faults.ts';
import { withCourseStore, type LoadTarget } from './course-store.ts';
import { describeChanges } from './describe-changes.ts';
import { forgeableNotice, renderCheck, renderTotal, renderWarning } from './render-check.ts';
import { withRecords } from './with-records.ts';

/**
 * Reads and checks a course folder, stores it where told, and says what changed. A fault refuses
 * it, and so does a warning unless warnings are allowed; then nothing is stored.
 */
export async function loadCourse(
  folder: string,
  target: LoadTarget,
  options: { allowWarnings: boolean },
): Promise<void> {
  const read = await orFaults(readCourseFolder(folder));
  const changes = await withCourseStore(target, async (store) =>
    store.store(await checkedCourse(read, options)),
  );
  describeChanges(read.course.slug, changes).forEach(say);
}

/** Here and not where the database is open, for the model solutions stay with the teacher. */
async function checkedCourse(
  read: CourseFolder,
  { allowWarnings }: { allowWarnings: boolean },
): Promise<LoadedCourse> {
  const { checks, madeBy } = await checkInSandbox(read);
  refuseFaults(checks);
  if (!allowWarnings) refuseWarnings(checks, read.warnings);
  const records = checks.flatMap(({ record }) => (record === null ? [] : [record]));
  const [course = read.course] = withRecords([read], records, madeBy);
  return course;
}

/** Writes what `course check` writes of assignments in which something was found. */
async function checkInSandbox(
  read: CourseFolder,
): Promise<{ checks: AssignmentCheck[]; madeBy: MadeBy }> {
  const progress = createProgress();
  const sandbox = await openSandbox('auto', warn);
  if (sandbox.forgeable) warn(`Warning: ${forgeableNotice}`);
  read.warnings.map(renderWarning).forEach(say);
  const checks = await checkAll(foldersToCheck(read), sandbox, {
    onProgress: (text) => progress.show(text),
    onCheck: (check) => {
      if (check.findings.length === 0) return;
      progress.clear();
      renderCheck(check).forEach(say);
    },
  }).finally(() => {
    progress.clear();
    return sandbox.close();
  });
  say(renderTotal(checks, read.warnings));
  return { checks, madeBy: await madeByOf(sandbox) };
}
