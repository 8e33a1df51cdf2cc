import type {
  CourseStudent,
  PointsCourse,
  PointsFormat,
  StudentPoints,
} from '@touchstone/contracts';
import { csvLine } from '@touchstone/contracts/csv';
import { createPointsTable } from './points-table.ts';
import type { SubmissionOf } from './submission-pages.ts';

/** How points are written, a student at a time. */
export interface PointsLines {
  readonly head: string;
  /** Empty: the student is left out. */
  readonly row: (student: CourseStudent, points: StudentPoints) => string;
}

/** As CSV, without a byte order mark. */
export function pointsCsv({ assignments }: PointsCourse, format: PointsFormat): PointsLines {
  const table = createPointsTable(format, assignments);
  return {
    head: table.head.map(csvLine).join(''),
    row: (student, points) => {
      const cells = table.row(student, points);
      return cells === null ? '' : csvLine(cells);
    },
  };
}

/** How submissions are written, one at a time. */
export interface SubmissionLines {
  readonly head: string;
  readonly row: (of: SubmissionOf) => string;
}

/** As CSV, without a byte order mark. */
export const submissionsCsv: SubmissionLines = {
  head: csvLine([
    ...['id', 'name', 'mail', 'group', 'assignment', 'received', 'status', 'verdict', 'points'],
    ...['solved', 'submission', 'uuid'],
  ]),
  row: ({ submission, student }) =>
    csvLine([
      student.number ?? student.uuid,
      ...[student.name, student.mail, student.group],
      ...[submission.assignment, submission.createdAt, submission.status, submission.verdict],
      submission.points,
      submission.solved === null ? null : String(submission.solved),
      ...[submission.id, student.uuid],
    ]),
};
