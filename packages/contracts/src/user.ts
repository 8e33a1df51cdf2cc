import { z } from 'zod';

/** A user is a uuid, which is shown and no secret, and a token, which is. */
export const userSchema = z.object({ uuid: z.uuid(), points: z.number().nonnegative() });
export type User = z.infer<typeof userSchema>;

/** Answer to `POST /api/users`; `token` is there only when the user is new. */
export const newUserAnswerSchema = z.object({ user: userSchema, token: z.string().optional() });
export type NewUserAnswer = z.infer<typeof newUserAnswerSchema>;

/** How far a user has come in one course; `points` are that course's. */
export const progressSchema = z.object({
  points: z.number().nonnegative(),
  completedAssignmentIds: z.array(z.uuid()),
});
export type Progress = z.infer<typeof progressSchema>;

/** Answer to `GET /api/me`. */
export const meSchema = progressSchema.extend({
  uuid: z.uuid(),
  /** The first unsolved assignment of the course, null when all are solved. */
  currentAssignmentId: z.uuid().nullable(),
  /** The user's one ungraded submission, whatever its course. */
  submissionInGrading: z.uuid().nullable(),
});
export type Me = z.infer<typeof meSchema>;
