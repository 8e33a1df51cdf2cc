import { coursesCacheTag, userCacheTag, type Me, type Progress } from '@touchstone/contracts';
import {
  listOverriddenPoints,
  readProgress,
  readUngradedSubmissionId,
  type Database,
} from '@touchstone/database';
import type { TaggedCache } from '../cache/tagged-cache.ts';
import type { Catalog } from '../courses/catalog.ts';
import type { Sees } from '../people/rights.ts';

const none: Progress = { points: 0, completedAssignmentIds: [] };

/**
 * A user's progress in the course; of no course, none. Read from the database, to report what was
 * just stored even if its cache flush has not arrived yet.
 */
export const readProgressNow = (
  { kysely }: Database,
  userId: string,
  courseId: string | null,
): Promise<Progress> =>
  courseId === null ? Promise.resolve(none) : readProgress(kysely, { userId, courseId });

/** The answer to GET /api/me. Progress comes from the cache, which grading flushes. */
export async function readMe(
  deps: { database: Database; cache: TaggedCache; catalog: Catalog },
  { userId, courseId, sees }: { userId: string; courseId: string | null; sees: Sees },
): Promise<Me> {
  const { database, cache, catalog } = deps;
  const tags = [userCacheTag(userId), coursesCacheTag];
  const [progress, overriddenPoints, assignments, submissionInGrading] = await Promise.all([
    cache.read(`progress ${userId} ${courseId ?? ''}`, tags, () =>
      readProgressNow(database, userId, courseId),
    ),
    cache.read(`overridden ${userId} ${courseId ?? ''}`, tags, () =>
      courseId === null
        ? Promise.resolve([])
        : listOverriddenPoints(database.kysely, { userId, courseId }),
    ),
    courseId === null ? [] : catalog.assignmentsOf(courseId, sees),
    readUngradedSubmissionId(database.kysely, userId),
  ]);
  const completed = new Set(progress.completedAssignmentIds);
  return {
    uuid: userId,
    ...progress,
    currentAssignmentId: assignments.find(({ id }) => !completed.has(id))?.id ?? null,
    submissionInGrading,
    ...(overriddenPoints.length > 0 && { overriddenPoints }),
  };
}
