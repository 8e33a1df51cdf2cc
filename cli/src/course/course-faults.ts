import { CourseError } from '@touchstone/course';
import { CommandError, exitStatuses } from '../command-error.ts';

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
