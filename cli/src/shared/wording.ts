import type { LoadedCourse } from '@touchstone/contracts';

/** `1 session`, `2 sessions`. */
export const counted = (number: number, what: string): string =>
  `${number.toLocaleString('en')} ${what}${number === 1 ? '' : 's'}`;

/** How many assignments students see of a course. */
export const assignmentsOf = ({
  published,
  assignments,
}: Pick<LoadedCourse, 'published' | 'assignments'>): string =>
  published === false ? 'not published' : counted(assignments.length, 'assignment');
