import { CommandError, exitStatuses } from '../command-error.ts';

/** `next`: what to do, if more is known than that courses can be listed. */
export const unknownCourse = (
  slug: string,
  next = 'List the courses: touchstone course list. Check also that --data or --database is the right one.',
): CommandError =>
  new CommandError(`There is no course ${slug}.`, { exitStatus: exitStatuses.no, next });
