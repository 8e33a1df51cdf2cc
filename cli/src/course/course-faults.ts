import {
  CourseError,
  readCourseFolder,
  type CourseFolder,
  type CourseWarning,
} from '@touchstone/course';
import { CommandError, exitStatuses } from '../command-error.ts';
import type { CourseChanges } from '../control/course-calls.ts';
import { systemReasons } from '../shared/system-reasons.ts';
import type { AssignmentCheck } from './check-assignment.ts';
import { counted, renderFinding } from './render-check.ts';

/**
 * Turns the faults of a course folder into a CommandError that lists all of them, with exit status 1, and
 * what the system refuses into one with exit status 2.
 */
export async function exitOnCourseFaults<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    if (!(error instanceof CourseError)) throw refusedBySystem(error) ?? error;
    // A missing folder is wrong usage; a folder with faults is a negative answer.
    const exists = error.faults.some(({ file }) => file !== '');
    throw new CommandError(error.message, {
      cause: error,
      exitStatus: exists ? exitStatuses.no : exitStatuses.environment,
    });
  }
}

/** The name of a folder in which something is prepared; nobody knows it. */
const temporaryName = /\/\.new-[^/]+(?:\/folder)?/;

function refusedBySystem(error: unknown): CommandError | null {
  const { code = '', path } = error as NodeJS.ErrnoException;
  const reason = systemReasons[code];
  if (reason === undefined || path === undefined) return null;
  return new CommandError(`${path.replace(temporaryName, '')}: ${reason}.`, {
    cause: error,
    next: 'Correct that, or name another folder, then try again.',
  });
}

/** Reads course folders; rejects with the faults of one that has any, and if two have one name. */
export async function readCourses(folders: readonly string[]): Promise<CourseFolder[]> {
  const read = await Promise.all(
    folders.map(async (folder) => ({
      folder,
      content: await exitOnCourseFaults(readCourseFolder(folder)),
    })),
  );
  const firsts = new Map<string, string>();
  for (const { folder, content } of read) {
    const { slug } = content.course;
    const first = firsts.get(slug);
    if (first !== undefined) {
      throw new CommandError(`Two courses have the name ${slug}: ${first} and ${folder}.`, {
        next: 'Rename one of the folders, since its name is the address of the course, or leave one out.',
      });
    }
    firsts.set(slug, folder);
  }
  return read.map(({ content }) => content);
}

/** Throws a CommandError that lists the faults of the checks, if there are any. */
export function refuseFaults(checks: readonly AssignmentCheck[]): void {
  const faults = checks.flatMap(({ assignment, findings }) =>
    findings
      .filter(({ kind }) => kind === 'fault')
      .map((finding) => `  ${renderFinding(finding, assignment)}`),
  );
  if (faults.length === 0) return;
  throw new CommandError(
    [`Nothing was loaded because of ${counted(faults.length, 'fault')}:`, ...faults].join('\n'),
    {
      exitStatus: exitStatuses.no,
      next: 'Fix them; `touchstone course check DIR` gives details for each assignment.',
    },
  );
}

/** The same for warnings; those about folders outside the course do not count. */
export function refuseWarnings(
  checks: readonly AssignmentCheck[],
  courseWarnings: readonly CourseWarning[],
): void {
  const count =
    checks.flatMap(({ findings }) => findings).length +
    courseWarnings.filter(({ isLeftOut }) => !isLeftOut).length;
  if (count === 0) return;
  throw new CommandError(`Nothing was loaded because of ${counted(count, 'warning')}.`, {
    exitStatus: exitStatuses.no,
    next: 'Fix the causes, or load the course anyway with --allow-warnings.',
  });
}

/** Throws a CommandError if a load would lose what students have. */
export function refuseLosses({ refusals }: Pick<CourseChanges, 'refusals'>): void {
  if (refusals.length === 0) return;
  const lines = refusals.map((refusal) => `  ${refusal}.`);
  throw new CommandError(['Nothing was loaded:', ...lines].join('\n'), {
    exitStatus: exitStatuses.no,
  });
}
