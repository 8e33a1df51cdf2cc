import { coursesCacheTag, sessionCacheTag, userCacheTag } from '@touchstone/contracts';
import type { StoredSubmission } from '@touchstone/database';
import { createRedisMessaging } from '@touchstone/messaging';
import { messageOf } from '@touchstone/runtime/errors';
import { closing } from '../shared/closing.ts';
import { notNotified } from '../shared/wording.ts';

/** Makes all APIs on a Redis drop what they cached of courses; rejects when it does not answer. */
export const notifyOfCourses = (redisUrl: string): Promise<void> =>
  flush(redisUrl, [coursesCacheTag]);

/**
 * Notifies all APIs on a Redis of sessions that have ended. Never rejects: without the notification,
 * which `onNotice` reports, the APIs find out within a minute.
 */
export const notifyOfEndedSessions = (
  redisUrl: string | undefined,
  tokenHashes: readonly Buffer[],
  onNotice: (message: string) => void,
): Promise<void> =>
  flushOrReport(
    redisUrl,
    tokenHashes.map((hash) => sessionCacheTag(hash.toString('base64'))),
    onNotice,
  );

/** The same for users whose points, or whose rights in courses, have changed. */
export const notifyOfUsers = (
  redisUrl: string | undefined,
  userIds: readonly string[],
  onNotice: (message: string) => void,
): Promise<void> => flushOrReport(redisUrl, userIds.map(userCacheTag), onNotice);

async function flushOrReport(
  redisUrl: string | undefined,
  tags: readonly string[],
  onNotice: (message: string) => void,
): Promise<void> {
  if (tags.length === 0) return;
  if (redisUrl === undefined) {
    onNotice(notNotified);
    return;
  }
  await flush(redisUrl, tags).catch((error: unknown) => {
    onNotice(
      `Running APIs could not be notified and find out within a minute: ${messageOf(error)}`,
    );
  });
}

/**
 * Notifies all APIs on a Redis of submissions whose results were replaced, and they notify the students' pages.
 * Never rejects: without it, pages show the new results when they read them again.
 */
export async function notifyOfRegraded(
  redisUrl: string | undefined,
  changed: readonly StoredSubmission[],
  onNotice: (message: string) => void,
): Promise<void> {
  if (changed.length === 0 || redisUrl === undefined) return;
  const send = async (): Promise<void> => {
    const messaging = await createRedisMessaging({ url: redisUrl });
    await closing(messaging, async ({ cacheFlushes, submissionEvents }) => {
      const users = changed.flatMap(({ userId }) => (userId === null ? [] : [userId]));
      await cacheFlushes.flush([...new Set(users)].map(userCacheTag));
      for (const { submission, userId, revision, attempt } of changed) {
        const { id: submissionId, status } = submission;
        await submissionEvents.publish({ submissionId, userId, revision, status, attempt });
      }
    });
  };
  await send().catch((error: unknown) => {
    onNotice(`Open pages could not be notified of new results: ${messageOf(error)}`);
  });
}

async function flush(redisUrl: string, tags: readonly string[]): Promise<void> {
  const messaging = await createRedisMessaging({ url: redisUrl });
  await closing(messaging, ({ cacheFlushes }) => cacheFlushes.flush(tags));
}
