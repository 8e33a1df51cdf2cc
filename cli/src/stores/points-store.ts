import {
  listChosenSubmissions,
  listStudentPoints,
  overridePoints,
  readPointsCourse,
  readSubmittedFiles,
  type Database,
} from '@touchstone/database';
import type { PointsStore } from '../control/points-calls.ts';

/** Submissions of a page, without their programs. */
const pageSize = 500;

/** `notify` gets the uuid of a user whose points have changed, to notify running APIs. */
export const pointsStoreIn = (
  { kysely }: Database,
  notify: (userId: string) => Promise<void>,
): PointsStore => ({
  readPointsCourse: (slug) => readPointsCourse(kysely, slug),
  listStudentPoints: (course, students, rule) =>
    listStudentPoints(kysely, { course, students, rule }),
  listChosenSubmissions: (choice, after) =>
    listChosenSubmissions(kysely, choice, { after, limit: pageSize }),
  readSubmittedFiles: (ids) => readSubmittedFiles(kysely, ids),
  async overridePoints(place, override) {
    const outcome = await overridePoints(kysely, { place, override, actor: null });
    if (outcome.kind === 'done') await notify(outcome.userId);
    return outcome;
  },
});
