import { exportedSubmissionSchema, exportedUserSchema, sessionSchema } from '@touchstone/contracts';
import { z } from 'zod';

/* What the commands for users and for pruning ask of the process that holds a data folder. */

const pruneCursorSchema = z.object({
  stage: z.enum(['submissions', 'nobodys', 'drafts', 'deviceCodes', 'users', 'sessions']),
  after: z.string().nullable(),
});
const count = z.int().nonnegative();

const pruneStepSchema = z.strictObject({
  before: z.iso.datetime(),
  keepNewest: z.boolean(),
  dryRun: z.boolean(),
  /** Null for the first step. */
  cursor: pruneCursorSchema.nullable(),
});
export type PruneStep = z.infer<typeof pruneStepSchema>;

const pruneOutcomeSchema = z.object({
  pruned: z.object({
    submissions: count,
    drafts: count,
    deviceCodes: count,
    users: count,
    sessions: count,
    bytes: z.number().nonnegative(),
  }),
  /** Null after the last step. */
  next: pruneCursorSchema.nullable(),
});
export type PruneOutcome = z.infer<typeof pruneOutcomeSchema>;

const deletedUserSchema = z.object({ submissions: count, sessions: count });
export type DeletedCounts = z.infer<typeof deletedUserSchema>;

const submissionPageSchema = z.object({
  submissions: z.array(exportedSubmissionSchema),
  next: z.int().nullable(),
});
export type SubmissionPage = z.infer<typeof submissionPageSchema>;

const userId = z.uuid();

export const userRequestSchemas = [
  z.strictObject({ kind: z.literal('export-user'), userId }),
  z.strictObject({ kind: z.literal('export-submissions'), userId, after: z.int().nullable() }),
  z.strictObject({ kind: z.literal('delete-user'), userId }),
  z.strictObject({ kind: z.literal('list-sessions'), userId }),
  /** Null: all of them. */
  z.strictObject({ kind: z.literal('end-sessions'), userId, sessionId: z.uuid().nullable() }),
  z.strictObject({ kind: z.literal('prune'), step: pruneStepSchema }),
  z.strictObject({ kind: z.literal('reclaim-room') }),
] as const;
export type UserRequest = z.infer<(typeof userRequestSchemas)[number]>;

/** Null where there is no such user. */
export const userReplySchemas = [
  z.object({ kind: z.literal('user-exported'), user: exportedUserSchema.nullable() }),
  z.object({ kind: z.literal('submissions-exported'), page: submissionPageSchema }),
  z.object({ kind: z.literal('user-deleted'), deleted: deletedUserSchema.nullable() }),
  z.object({ kind: z.literal('sessions-listed'), sessions: z.array(sessionSchema).nullable() }),
  z.object({ kind: z.literal('sessions-ended'), ended: count.nullable() }),
  z.object({ kind: z.literal('pruned'), outcome: pruneOutcomeSchema }),
  z.object({ kind: z.literal('room-reclaimed') }),
] as const;
