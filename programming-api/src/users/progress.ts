import { coursesCacheTag, userCacheTag, type Me, type Progress } from '@touchstone/contracts';
import {
  readNickname,
  readProgress,
  readTotalPoints,
  readTriedAssignments,
  readUngradedSubmission,
  type Database,
} from '@touchstone/database';
import type { TaggedCache } from '../cache/tagged-cache.ts';
import type { Catalog } from '../courses/catalog.ts';
import type { RightsReader, Sees } from '../people/rights.ts';

const none: Progress = { points: 0, completedAssignmentIds: [] };

/**
 * A user's progress in the course, without the assignments `held` back; of no course, none. Read from the
 * database, to report what was just stored even if its cache flush has not arrived yet.
 */
export const readProgressNow = (
  { kysely }: Database,
  userId: string,
  { courseId, held }: { courseId: string | null; held: readonly string[] },
): Promise<Progress> =>
  courseId === null
    ? Promise.resolve(none)
    : readProgress(kysely, { userId, courseId, exceptOf: held });

/** Reads the points that a user sees: those in all courses, without verdicts that are held back. */
export const pointsReader =
  (deps: { database: Database; catalog: Catalog; rights: RightsReader }) =>
  async (userId: string): Promise<number> => {
    const held = await deps.catalog.heldAssignments(deps.rights.seenByUser(userId));
    return readTotalPoints(deps.database.kysely, userId, held);
  };

/** The answer to GET /api/me, which tells nothing of verdicts that are held back. Progress comes from the cache, which grading flushes. */
export async function readMe(
  deps: { database: Database; cache: TaggedCache; catalog: Catalog },
  {
    userId,
    courseId,
    sees,
    isViewed,
  }: { userId: string; courseId: string | null; sees: Sees; isViewed: boolean },
): Promise<Me> {
  const { database, cache, catalog } = deps;
  const tags = [userCacheTag(userId), coursesCacheTag];
  const held = await catalog.heldAssignments(sees);
  const of = [userId, courseId ?? '', ...held].join(' ');
  const [progress, tried, assignments, ungraded, nickname] = await Promise.all([
    cache.read(`progress ${of}`, tags, () => readProgressNow(database, userId, { courseId, held })),
    cache.read(`tried ${userId} ${courseId ?? ''}`, tags, () =>
      courseId === null
        ? Promise.resolve([])
        : readTriedAssignments(database.kysely, { userId, courseId }),
    ),
    courseId === null ? [] : catalog.assignmentsOf(courseId, sees),
    readUngradedSubmission(database.kysely, userId),
    // A teacher sees the course as the user does, but not what the user wants to be called.
    isViewed
      ? null
      : cache.read(`nickname ${userId}`, [userCacheTag(userId)], () =>
          readNickname(database.kysely, userId),
        ),
  ]);
  const isShown = ungraded !== null && !held.includes(ungraded.assignmentId);
  const completed = new Set(progress.completedAssignmentIds);
  // What was handed in before a teacher hid the assignment does not tell of it.
  const triedAssignmentIds = assignments.map(({ id }) => id).filter((id) => tried.includes(id));
  return {
    uuid: userId,
    ...(nickname !== null && { nickname }),
    ...progress,
    currentAssignmentId: assignments.find(({ id }) => !completed.has(id))?.id ?? null,
    submissionInGrading: isShown ? ungraded.id : null,
    ...(triedAssignmentIds.length > 0 && { triedAssignmentIds }),
  };
}
