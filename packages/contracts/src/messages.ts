import { z } from 'zod';
import { requestIdSchema } from './request-id.ts';
import { submissionStatuses } from './verdict.ts';

/** An entry of the submission stream: it wakes a grader, and has neither code nor tests. */
export const streamEntrySchema = z.object({
  submissionId: z.uuid(),
  /** Its grading cost decides the lane. */
  assignmentId: z.uuid(),
  /** Attempts made before the entry was added, from 0. */
  attempt: z.int().nonnegative(),
  /** Of the POST that handed it in; entries of earlier versions have none. */
  requestId: requestIdSchema.optional().catch(undefined),
});
export type StreamEntry = z.infer<typeof streamEntrySchema>;

/**
 * Sent to all API processes: this submission's row changed. They read it again if listeners need more
 * than this message; if it is graded, they flush the user's cache tag.
 */
export const submissionChangedSchema = z.object({
  submissionId: z.uuid(),
  /** Null once the user is deleted. */
  userId: z.uuid().nullable(),
  revision: z.int().positive(),
  status: z.enum(submissionStatuses),
  /** Number of the newest attempt, 0 before the first. */
  attempt: z.int().nonnegative(),
});
export type SubmissionChanged = z.infer<typeof submissionChangedSchema>;

/** Sent to all API processes: flush these cache tags. */
export const cacheFlushSchema = z.object({ tags: z.array(z.string()).min(1) });

/** The tag of everything that loading a course changes. */
export const coursesCacheTag = 'courses';

/** The tag of what a grading changes for its user. */
export const userCacheTag = (userId: string): string => `user:${userId}`;

/** The tag of a session, by the SHA-256 of its token in base64. */
export const sessionCacheTag = (tokenHash: string): string => `session:${tokenHash}`;
