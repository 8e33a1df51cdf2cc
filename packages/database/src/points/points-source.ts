import type { PointsSource } from '@touchstone/runtime/points';
import type { Connection } from '../tables.ts';
import { listChosenSubmissions, readSubmittedFiles } from './list-submissions.ts';
import { listStudentPoints } from './student-points.ts';

/** Submissions of a page, without their programs. */
const pageSize = 500;

export const pointsSourceIn = (db: Connection): PointsSource => ({
  listStudentPoints: (course, students, rule) => listStudentPoints(db, { course, students, rule }),
  listChosenSubmissions: (choice, after) =>
    listChosenSubmissions(db, choice, { after, limit: pageSize }),
  readSubmittedFiles: (ids) => readSubmittedFiles(db, ids),
});
