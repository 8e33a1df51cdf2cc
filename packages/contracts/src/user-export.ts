import { z } from 'zod';
import { storedPasskeySchema } from './passkey.ts';
import { programShape } from './program-schema.ts';
import { roleSchema } from './role.ts';
import { sessionSchema } from './session.ts';
import { submissionSchema } from './submission.ts';

/*
 * What `touchstone user export` writes: everything stored about one user, as one JSON document. Times
 * are ISO 8601 in UTC; assignments are identified by two slugs, the course's and their own.
 */

const assignmentNames = { course: z.string(), assignment: z.string() };

/** `code` and `result` as the user sees them, also if the result is reused. */
export const exportedSubmissionSchema = submissionSchema
  .omit({ assignmentId: true })
  .extend(assignmentNames);
export type ExportedSubmission = z.infer<typeof exportedSubmissionSchema>;

/** Everything except the submissions. */
export const exportedUserSchema = z.object({
  /** The version of this format. */
  format: z.literal(1),
  exportedAt: z.iso.datetime(),
  uuid: z.uuid(),
  /** What the user wants to be called; null: nothing. */
  nickname: z.string().nullable(),
  createdAt: z.iso.datetime(),
  /** In all courses together. */
  points: z.number().nonnegative(),
  /** Whether the user has a recovery key, of which only a hash is stored. */
  hasRecoveryKey: z.boolean(),
  /** When the last device code expires or expired; null if there is none. */
  deviceCodeExpiresAt: z.iso.datetime().nullable(),
  progress: z.array(
    z.object({ ...assignmentNames, points: z.number().nonnegative(), completed: z.boolean() }),
  ),
  /** Points that count in the place of earned ones. */
  overriddenPoints: z.array(
    z.object({
      ...assignmentNames,
      points: z.number().nonnegative(),
      reason: z.string(),
      changedAt: z.iso.datetime(),
    }),
  ),
  drafts: z.array(
    z.object({
      ...assignmentNames,
      ...programShape,
      revision: z.int().positive(),
      changedAt: z.iso.datetime(),
    }),
  ),
  sessions: z.array(sessionSchema),
  /** What teachers see of the user in each assignment, besides the points. */
  standings: z.array(
    z.object({
      ...assignmentNames,
      tries: z.int().positive(),
      firstAt: z.iso.datetime(),
      lastAt: z.iso.datetime(),
      solvedAt: z.iso.datetime().nullable(),
    }),
  ),
  /** What teachers and assistants wrote about the user. */
  notes: z.array(
    z.object({
      course: z.string(),
      text: z.string(),
      at: z.iso.datetime(),
      /** The author's name in the course; null: the author has none, or is not in it any more. */
      byName: z.string().nullable(),
    }),
  ),
  /** When a teacher noted that the user was stuck. */
  seenMarks: z.array(z.object({ ...assignmentNames, at: z.iso.datetime() })),
  /** Dates that a teacher changed for this user alone; null where they change nothing. */
  dateChanges: z.array(
    z.object({
      ...assignmentNames,
      opens: z.iso.datetime().nullable(),
      due: z.iso.datetime().nullable(),
      closes: z.iso.datetime().nullable(),
      reason: z.string().nullable(),
      changedAt: z.iso.datetime(),
    }),
  ),
  isAdministrator: z.boolean(),
  /** When a sign-in link was first used; null: never. */
  signedInAt: z.iso.datetime().nullable(),
  /** How the user is recognised, such as by `mail`. */
  identities: z.array(
    z.object({ issuer: z.string(), subject: z.string(), createdAt: z.iso.datetime() }),
  ),
  /** As the teachers of the courses wrote it. */
  memberships: z.array(
    z.object({
      course: z.string(),
      role: roleSchema,
      name: z.string().nullable(),
      studentNumber: z.string().nullable(),
      group: z.string().nullable(),
      createdAt: z.iso.datetime(),
    }),
  ),
  /** `endedAt`: used, or replaced before that; null: neither. */
  signInLinks: z.array(
    z.object({
      purpose: z.string(),
      course: z.string().nullable(),
      createdAt: z.iso.datetime(),
      expiresAt: z.iso.datetime(),
      endedAt: z.iso.datetime().nullable(),
    }),
  ),
  /** Histories of anonymous users that the user was asked about, and joins of the user's own to an account. */
  joins: z.array(
    z.object({
      as: z.enum(['account', 'earlier user']),
      offeredAt: z.iso.datetime(),
      refusedAt: z.iso.datetime().nullable(),
      joinedAt: z.iso.datetime().nullable(),
      undoneAt: z.iso.datetime().nullable(),
      /** Number of submissions that changed their owner. */
      submissions: z.int().nonnegative(),
    }),
  ),
  /** Without the keys. */
  passkeys: z.array(storedPasskeySchema),
  /**
   * What the audit log has of the user: what they did as a teacher, and what others did to them, also who opened
   * the user's page and read the user's programs.
   */
  actions: z.array(
    z.object({
      at: z.iso.datetime(),
      action: z.string(),
      course: z.string().nullable(),
      /** `command`: on the server. */
      by: z.enum(['this user', 'another user', 'command']),
      /** What another user is in the course, and called there; null: not in it any more. */
      byRole: roleSchema.nullable(),
      byName: z.string().nullable(),
      details: z.record(z.string(), z.unknown()),
    }),
  ),
});
export type ExportedUser = z.infer<typeof exportedUserSchema>;

export const userExportSchema = exportedUserSchema.extend({
  /** In the order in which they were handed in. */
  submissions: z.array(exportedSubmissionSchema),
});
