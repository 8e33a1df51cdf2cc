import {
  listChosenSubmissions,
  listStudentPoints,
  readPointsCourse,
  readSubmittedFiles,
  type Database,
} from '@touchstone/database';
import type { PointsStore } from '../control/calls.ts';

/** Submissions of a page, without their programs. */
const pageSize = 500;

export const pointsStoreIn = ({ kysely }: Database): PointsStore => ({
  readPointsCourse: (slug) => readPointsCourse(kysely, slug),
  listStudentPoints: (course, students, rule) =>
    listStudentPoints(kysely, { course, students, rule }),
  listChosenSubmissions: (choice, after) =>
    listChosenSubmissions(kysely, choice, { after, limit: pageSize }),
  readSubmittedFiles: (ids) => readSubmittedFiles(kysely, ids),
});
