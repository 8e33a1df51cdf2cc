import type { PointsFormat, PointsMoment } from '@touchstone/contracts';
import { count, points } from './messages.ts';

const students = (number: number): string => count(number, 'student', 'students');

/** The texts of the teachers' page about points. */
export const pointsMessages = {
  title: 'Points',
  readFailed: 'The points could not be loaded.',
  show: 'Points of the submission',
  moments: {
    best: 'Best',
    latest: 'Latest',
    due: 'At the deadline',
  } satisfies Record<PointsMoment, string>,
  explained: {
    best: 'The points of each student’s best submission, less if it was late. The student sees the same, once the verdicts are released.',
    latest: 'The points of each student’s latest graded submission.',
    due: 'The points of each student’s best submission of those that arrived before the assignment was due for the student, with all extensions.',
  } satisfies Record<PointsMoment, string>,
  signs:
    'A star marks points that a teacher has given in the place of earned ones; they always count here. A dash means that nothing is graded.',
  toChange: 'Press a cell to change its points.',
  table: 'Students and their points',
  id: 'ID',
  student: 'Student',
  total: 'Total',
  of: (all: number) => `of ${all}`,
  nothing: '–',
  cell: (name: string, assignment: string, earned: number | null, isOverridden: boolean) =>
    `${name}, ${assignment}: ${earned === null ? 'nothing graded' : points(earned)}${isOverridden ? ', overridden' : ''}`,

  files: 'Download',
  filesText:
    'The files have all students, with the points chosen above. Moodle’s leaves out students without ID and mail address.',
  formats: {
    plain: 'CSV',
    canvas: 'CSV for Canvas',
    moodle: 'CSV for Moodle',
  } satisfies Record<PointsFormat, string>,
  zip: 'Programs as zip',
  zipText:
    'The zip file has exactly the programs that gave these points, and the info.csv that Dolos reads to find copies. Dolos compares one assignment at a time.',
  programsOf: 'Programs of',
  allAssignments: 'All assignments',

  override: {
    title: (name: string, assignment: string) => `${name} · ${assignment}`,
    earned: (earned: number | null, all: number) =>
      earned === null ? 'No submission is graded.' : `Earned: ${earned} of ${points(all)}.`,
    given: (given: number, who: string, when: string) =>
      `Given instead: ${points(given)}, ${who}, ${when}.`,
    by: (name: string) => `by ${name}`,
    byCommand: 'by a command on the server',
    bySomebody: 'by somebody who is not in the course',
    reason: 'Reason',
    points: 'Points',
    seen: 'They count in the place of the earned ones, whatever is handed in later. The student sees them, what was earned, and the reason.',
    save: 'Give these points',
    remove: 'Let the earned points count again',
    saved: (given: number) => `Saved. ${points(given)} count now.`,
    removed: 'The earned points count again.',
  },

  spread: {
    title: 'How the points are spread',
    text: (all: number) =>
      `Students by their share of all ${points(all)}, from their best submissions.`,
    failed: 'The spread could not be loaded.',
    share: 'Share',
    students: 'Students',
    tenth: (index: number) => (index === 9 ? '90–100%' : `${index * 10}–${index * 10 + 9}%`),
    none: 'No student is in this course yet.',
  },

  days: {
    title: 'Day by day',
    text: 'Students who handed in for the first time, and who solved it, on each day.',
    weeks:
      'Students who handed in for the first time, and who solved it, in each week. A week is named by its first day.',
    failed: 'The days could not be loaded.',
    none: 'Nobody has handed in yet.',
    most: (number: number) => students(number),
    table: 'As a table',
    day: 'Day',
    week: 'Week from',
    begun: 'Began',
    solved: 'Solved',
  },
};
