import { z } from 'zod';
import { slugSchema } from './course.ts';

/** A user has a uuid, which is not secret and is shown, and a token, which is secret. */
export const userSchema = z.object({ uuid: z.uuid(), points: z.number().nonnegative() });
export type User = z.infer<typeof userSchema>;

/** Answer to `POST /api/users`; `token` is present only if the user is new. */
export const newUserAnswerSchema = z.object({ user: userSchema, token: z.string().optional() });
export type NewUserAnswer = z.infer<typeof newUserAnswerSchema>;

/** A user's progress in one course; `points` are that course's. */
export const progressSchema = z.object({
  points: z.number().nonnegative(),
  completedAssignmentIds: z.array(z.uuid()),
});
export type Progress = z.infer<typeof progressSchema>;

/** Points that a teacher gave a user in the place of those that were earned. */
export const overriddenPointsSchema = z.object({
  assignmentId: z.uuid(),
  points: z.number().nonnegative(),
  /** Null: nothing. */
  earned: z.number().nonnegative().nullable(),
  /** The teacher's words. */
  reason: z.string(),
  changedAt: z.iso.datetime(),
});
export type OverriddenPoints = z.infer<typeof overriddenPointsSchema>;

/** Answer to `GET /api/me`. */
export const meSchema = progressSchema.extend({
  uuid: z.uuid(),
  /** The first unsolved assignment of the course, null if all are solved. */
  currentAssignmentId: z.uuid().nullable(),
  /** The user's ungraded submission (at most one), in any course. */
  submissionInGrading: z.uuid().nullable(),
  /** In the course; `points` counts them. Absent if there are none. */
  overriddenPoints: z.array(overriddenPointsSchema).optional(),
});
export type Me = z.infer<typeof meSchema>;

/** A day, such as `2026-11-24`, on which the user handed something in; `solved` counts first solutions. */
export const activeDaySchema = z.object({
  day: z.iso.date(),
  submissions: z.int().positive(),
  solved: z.int().nonnegative(),
});
export type ActiveDay = z.infer<typeof activeDaySchema>;

/** Query of `GET /api/me/days`; days start at midnight in `timeZone`, an IANA name. */
export const activeDaysQuerySchema = z.strictObject({
  course: slugSchema.optional(),
  timeZone: z
    .string()
    .default('UTC')
    .refine(isTimeZone, 'must be the name of a time zone, such as Europe/Helsinki'),
});

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** Answer to `GET /api/me/days`, oldest first. */
export const activeDaysSchema = z.object({ days: z.array(activeDaySchema) });
