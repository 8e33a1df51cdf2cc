import {
  deletedUserEntrySchema,
  exportedSubmissionSchema,
  exportedUserSchema,
  sessionSchema,
  type DeletedUserEntry,
  type ExportedUser,
  type Session,
} from '@touchstone/contracts';
import { z } from 'zod';

const count = z.int().nonnegative();

const pruneCursorSchema = z.object({
  stage: z.enum([
    'expiredWork',
    'submissions',
    'nobodys',
    'drafts',
    'deviceCodes',
    'users',
    'sessions',
  ]),
  after: z.string().nullable(),
});
const pruneStepSchema = z.strictObject({
  before: z.iso.datetime(),
  keepNewest: z.boolean(),
  dryRun: z.boolean(),
  /** Null for the first step. */
  cursor: pruneCursorSchema.nullable(),
});
type PruneStep = z.infer<typeof pruneStepSchema>;

const pruneOutcomeSchema = z.object({
  pruned: z.object({
    courses: count,
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
type DeletedCounts = z.infer<typeof deletedUserSchema>;

const submissionPageSchema = z.object({
  submissions: z.array(exportedSubmissionSchema),
  next: z.int().nullable(),
});
type SubmissionPage = z.infer<typeof submissionPageSchema>;

/** The users of a system, whichever process has its database open. Null: there is no such user. */
export interface UserStore {
  /** The uuid of the user with that uuid or mail address. */
  findUser(written: string): Promise<string | null>;
  exportUser(userId: string): Promise<ExportedUser | null>;
  /** A page of the user's submissions; `after` is the `next` of the previous page. */
  exportSubmissions(userId: string, after: number | null): Promise<SubmissionPage>;
  deleteUser(userId: string): Promise<DeletedCounts | null>;
  /** A page of the users who were deleted; `after` is the last uuid of the previous page. */
  listDeletedUsers(after: string | null): Promise<DeletedUserEntry[]>;
  listSessions(userId: string): Promise<Session[] | null>;
  /** Ends one session or, with null, all; resolves to the number of sessions ended. */
  endSessions(userId: string, sessionId: string | null): Promise<number | null>;
  prune(step: PruneStep): Promise<PruneOutcome>;
  /** Makes the space of removed rows available again. */
  reclaimSpace(): Promise<void>;
}

const userId = z.uuid();

/** The part of the table of calls that is about users. */
export const userCalls = {
  findUser: { args: z.tuple([z.string()]), answer: z.uuid().nullable() },
  exportUser: { args: z.tuple([userId]), answer: exportedUserSchema.nullable() },
  exportSubmissions: {
    args: z.tuple([userId, z.int().nullable()]),
    answer: submissionPageSchema,
  },
  deleteUser: { args: z.tuple([userId]), answer: deletedUserSchema.nullable() },
  listDeletedUsers: {
    args: z.tuple([userId.nullable()]),
    answer: z.array(deletedUserEntrySchema),
  },
  listSessions: { args: z.tuple([userId]), answer: z.array(sessionSchema).nullable() },
  endSessions: { args: z.tuple([userId, z.uuid().nullable()]), answer: count.nullable() },
  prune: { args: z.tuple([pruneStepSchema]), answer: pruneOutcomeSchema },
  reclaimSpace: { args: z.tuple([]), answer: z.null() },
} satisfies Record<keyof UserStore, { args: z.ZodType<unknown[]>; answer: z.ZodType }>;
