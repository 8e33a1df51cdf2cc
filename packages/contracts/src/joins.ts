import { z } from 'zod';
import { draftSchema } from './draft.ts';
import { newSessionSchema } from './session.ts';
import { verdicts } from './verdict.ts';

/*
 * A history that an anonymous user handed in, and that the holder of an account may join to the account.
 */

/** Titles, as the page shows them. */
const titles = { assignment: z.string(), course: z.string() };

export const joinedProgramSchema = z.object({
  id: z.uuid(),
  ...titles,
  createdAt: z.iso.datetime(),
  /** Null: it was never graded. */
  verdict: z.enum(verdicts).nullable(),
  points: z.number().nonnegative().nullable(),
});
export type JoinedProgram = z.infer<typeof joinedProgramSchema>;

export const joinedDraftSchema = z.object({
  assignmentId: z.uuid(),
  ...titles,
  changedAt: z.iso.datetime(),
});
export type JoinedDraft = z.infer<typeof joinedDraftSchema>;

export const joinSchema = z.object({
  id: z.uuid(),
  /** `an account`: the history is this user's own, and an account has joined it. */
  by: z.enum(['this user', 'an account']),
  offeredAt: z.iso.datetime(),
  /** Null: nobody has answered yet. */
  joinedAt: z.iso.datetime().nullable(),
  /** Null: it cannot be undone, or is not joined. */
  undoUntil: z.iso.datetime().nullable(),
  /** The newest 100. */
  programs: z.array(joinedProgramSchema),
  programCount: z.int().nonnegative(),
  /** What the anonymous user typed; the newest 100. */
  drafts: z.array(joinedDraftSchema),
});
export type Join = z.infer<typeof joinSchema>;

/** Answer to `GET /api/me/joins`, newest first. */
export const joinListSchema = z.object({ joins: z.array(joinSchema) });
export type JoinList = z.infer<typeof joinListSchema>;

/** Body of `POST /api/me/joins`: a device code or the recovery key of the anonymous user. */
export const newJoinSchema = newSessionSchema;

export const newJoinAnswerSchema = z.object({ id: z.uuid() });

/** Body of `PUT /api/me/joins/:id`. */
export const joinAnswerSchema = z.strictObject({ state: z.enum(['joined', 'refused', 'undone']) });

/** Answer to `GET /api/me/joins/:id/drafts/:assignmentId`. */
export const joinedDraftAnswerSchema = z.object({ draft: draftSchema });

/** A history that was joined to a student's account, as the teachers of the course see it. */
export const joinInCourseSchema = z.object({
  joinedAt: z.iso.datetime(),
  undoneAt: z.iso.datetime().nullable(),
  /** Submissions in the course. */
  programs: z.int().positive(),
});
export type JoinInCourse = z.infer<typeof joinInCourseSchema>;
