import { resolve } from 'node:path';
import type { LoadedCourse, MadeBy } from '@touchstone/contracts';
import { readCourseFolder, type CourseFolder } from '@touchstone/course';
import { madeByOf } from '@touchstone/grader-api/offline';
import { defaultDataFolder } from '../checkout.ts';
import { CommandError, exitStatuses } from '../command-error.ts';
import type { CourseChanges, LoadOptions } from '../control/course-calls.ts';
import { openSandbox } from '../shared/open-sandbox.ts';
import type { Target } from '../shared/target.ts';
import { createProgress, say, warn } from '../shared/terminal.ts';
import type { AssignmentCheck } from './check-assignment.ts';
import { checkAll, foldersToCheck } from './check-all.ts';
import { exitOnCourseFaults, refuseFaults, refuseLosses, refuseWarnings } from './course-faults.ts';
import { withCourseStore } from './open-course-store.ts';
import {
  forgeableNotice,
  renderChanges,
  renderCheck,
  renderPlan,
  renderTotal,
  renderWarning,
} from './render-check.ts';
import { withRecords } from './records.ts';

/**
 * Reads and checks a course folder, says what a load means for students, stores it, and reports the changes.
 * If there is a fault, a warning unless warnings are allowed, or if an assignment with submissions is missing
 * that `retire` does not name, nothing is stored.
 */
export async function loadCourse(
  folder: string,
  target: Target,
  options: { allowWarnings: boolean; retire: readonly string[] },
): Promise<void> {
  const read = await exitOnCourseFaults(readCourseFolder(folder));
  const { slug, published } = read.course;
  const loading: LoadOptions = { retire: [...options.retire], missing: 'refuse' };
  if (published === false) {
    refuseArchived(
      slug,
      await withCourseStore(target, (store) => store.storeCourse(read.course, loading)),
    );
    read.warnings.map(renderWarning).forEach(say);
    say(`Course ${slug} is not published: students do not see it.`);
    return;
  }
  const changes = await withCourseStore(target, async (store) => {
    const course = await checkedCourse(read, options);
    const plan = await store.planCourse(course, loading);
    refuseArchived(slug, plan);
    refuseLosses(plan);
    renderPlan(plan).forEach(say);
    return store.storeCourse(course, loading);
  });
  refuseArchived(slug, changes);
  renderChanges(slug, changes, optionsFor(target)).forEach(say);
}

/** The options of the next command for the same system, without addresses, which may hold passwords. */
function optionsFor(target: Target): string {
  if (!('dataFolder' in target)) {
    return ` --database URL${target.redisUrl === undefined ? '' : ' --redis URL'}`;
  }
  const path = resolve(target.dataFolder);
  if (path === defaultDataFolder) return '';
  return ` --data ${/^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", String.raw`'\''`)}'`}`;
}

function refuseArchived(slug: string, { archived }: CourseChanges): void {
  if (archived !== true) return;
  throw new CommandError(`Nothing was loaded: the course ${slug} is archived.`, {
    exitStatus: exitStatuses.no,
    next: `To change it, run touchstone course archive ${slug} --undo first.`,
  });
}

/** Runs here and not where the database is open, so that model solutions stay with the teacher. */
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

/** Prints what `course check` prints, for assignments with findings. */
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
