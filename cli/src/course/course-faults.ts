import { CourseError, type CourseWarning } from '@touchstone/course';
import { CommandError, exitStatuses } from '../command-error.ts';
import type { AssignmentCheck } from './check-assignment.ts';
import { counted, renderFinding } from './render-check.ts';

/** Turns the faults of a course folder into the answer "no", with all of them listed. */
export async function orFaults<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    if (!(error instanceof CourseError)) throw error;
    // No such folder is wrong usage; a folder with faults is the answer.
    const isThere = error.faults.some(({ file }) => file !== '');
    throw new CommandError(error.message, {
      cause: error,
      exitStatus: isThere ? exitStatuses.no : exitStatuses.environment,
    });
  }
}

/** Throws a CommandError that names each fault of the checks; nothing without one. */
export function refuseFaults(checks: readonly AssignmentCheck[]): void {
  const faults = checks.flatMap(({ assignment, findings }) =>
    findings
      .filter(({ kind }) => kind === 'fault')
      .map((finding) => `  ${renderFinding(finding, assignment)}`),
  );
  if (faults.length === 0) return;
  throw new CommandError(
    [`Nothing was loaded, because of ${counted(faults.length, 'fault')}:`, ...faults].join('\n'),
    {
      exitStatus: exitStatuses.no,
      next: 'Mend what is named; `touchstone course check DIR` says more about each assignment.',
    },
  );
}

/** The same for warnings; one about a folder that is no part of the course does not count. */
export function refuseWarnings(
  checks: readonly AssignmentCheck[],
  courseWarnings: readonly CourseWarning[],
): void {
  const count =
    checks.flatMap(({ findings }) => findings).length +
    courseWarnings.filter(({ isLeftOut }) => !isLeftOut).length;
  if (count === 0) return;
  throw new CommandError(`Nothing was loaded, because of ${counted(count, 'warning')}.`, {
    exitStatus: exitStatuses.no,
    next: 'Mend what they name, or load the course as it is with --allow-warnings.',
  });
}
