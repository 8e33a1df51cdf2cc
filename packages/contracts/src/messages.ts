import { z } from 'zod';
import { requestIdSchema } from './request-id.ts';
import { submissionStatuses } from './verdict.ts';

/** What the submission stream carries: a doorbell, never code or tests. */
export const streamEntrySchema = z.object({
  submissionId: z.uuid(),
  /** Whose cost decides the lane. */
  assignmentId: z.uuid(),
  /** Attempts made before the entry was added, from 0. */
  attempt: z.int().nonnegative(),
  /** Of the POST that handed it in; entries of before have none. */
  requestId: requestIdSchema.optional().catch(undefined),
});
export type StreamEntry = z.infer<typeof streamEntrySchema>;

/**
 * Told to all API processes: this submission's row changed. Read it again if somebody listens for
 * more than that; when graded, drop what is cached under the user's tag.
 */
export const submissionChangedSchema = z.object({
  submissionId: z.uuid(),
  /** Null: nobody's any more. */
  userId: z.uuid().nullable(),
  revision: z.int().positive(),
  status: z.enum(submissionStatuses),
  /** Number of the newest attempt, 0 before the first. */
  attempt: z.int().nonnegative(),
});
export type SubmissionChanged = z.infer<typeof submissionChangedSchema>;

/** Told to all API processes: drop what is cached under these tags. */
export const cacheFlushSchema = z.object({ tags: z.array(z.string()).min(1) });
export type CacheFlush = z.infer<typeof cacheFlushSchema>;

/** The tag of all that a course load changes. */
export const coursesCacheTag = 'courses';

/** The tag of what one user's grading changes. */
export const userCacheTag = (userId: string): string => `user:${userId}`;

/** The tag of what is known of a session, by the SHA-256 of its token in base64. */
export const sessionCacheTag = (tokenHash: string): string => `session:${tokenHash}`;
