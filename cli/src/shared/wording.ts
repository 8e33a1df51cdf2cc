import type { LoadedCourse, TestResult } from '@touchstone/contracts';

/** `1 session`, `2 sessions`. */
export const counted = (number: number, what: string): string =>
  `${number.toLocaleString('en')} ${what}${number === 1 ? '' : 's'}`;

/** ` (line 3)`, or ` (line 3 of shapes.py)` where students edit several files; empty without a line. */
export const inLine = ({ line, file }: Pick<TestResult, 'line' | 'file'>): string =>
  line === null ? '' : ` (line ${line}${file === undefined ? '' : ` of ${file}`})`;

/** How many assignments students see of a course. */
export const assignmentsOf = ({
  published,
  assignments,
}: Pick<LoadedCourse, 'published' | 'assignments'>): string =>
  published === false ? 'not published' : counted(assignments.length, 'assignment');

/** A notice of a command that has changed the database of running services. */
export const notNotified =
  'Running APIs were not notified because --redis was not given. They find out within a minute.';
