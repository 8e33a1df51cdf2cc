import { z } from 'zod';
import { slugSchema } from './course.ts';
import { storableTextSchema } from './storable-text.ts';

/** A user has a uuid, which is not secret and is shown, and a token, which is secret. */
export const userSchema = z.object({ uuid: z.uuid(), points: z.number().nonnegative() });
export type User = z.infer<typeof userSchema>;

/** Answer to `POST /api/users`; `token` is present only if the user is new. */
export const newUserAnswerSchema = z.object({ user: userSchema, token: z.string().optional() });
export type NewUserAnswer = z.infer<typeof newUserAnswerSchema>;

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

/** A user's progress in one course; `points` are that course's. */
export const progressSchema = z.object({
  points: z.number().nonnegative(),
  completedAssignmentIds: z.array(z.uuid()),
  /** In the course; `points` counts them. Absent if there are none. */
  overriddenPoints: z.array(overriddenPointsSchema).optional(),
});
export type Progress = z.infer<typeof progressSchema>;

/** Longest nickname, in Unicode characters. */
const maxNicknameLength = 30;

/** What a user wants to be called, without space around it. */
const nicknameSchema = storableTextSchema
  .trim()
  .min(1)
  .refine(
    (text) => Array.from(text).length <= maxNicknameLength,
    `must have at most ${maxNicknameLength} characters`,
  )
  .refine(
    (text) => !/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u.test(text),
    'must not contain control characters',
  )
  .refine((text) => /[\p{L}\p{N}\p{P}\p{S}]/u.test(text), 'must contain a visible character');

/** Body of `PUT /api/me/nickname`, and its answer, without space around the nickname; null: none. */
export const chosenNicknameSchema = z.strictObject({ nickname: nicknameSchema.nullable() });

/** Answer to `GET /api/me`. */
export const meSchema = progressSchema.extend({
  uuid: z.uuid(),
  /** Only for its user. Absent if the user has chosen none. */
  nickname: z.string().optional(),
  /** The first unsolved assignment of the course, null if all are solved. */
  currentAssignmentId: z.uuid().nullable(),
  /** The user's ungraded submission (at most one), in any course. */
  submissionInGrading: z.uuid().nullable(),
  /** Assignments of the course for which the user has handed something in, solved or not. Absent if there are none. */
  triedAssignmentIds: z.array(z.uuid()).optional(),
});
export type Me = z.infer<typeof meSchema>;

/** A day, such as `2026-11-24`, on which the user handed something in; `solved` counts first solutions. */
export const activeDaySchema = z.object({
  day: z.iso.date(),
  submissions: z.int().positive(),
  solved: z.int().nonnegative(),
});
export type ActiveDay = z.infer<typeof activeDaySchema>;

/** In which days start and end: an IANA name. */
export const timeZoneSchema = z
  .string()
  .default('UTC')
  .refine(isTimeZone, 'must be the name of a time zone, such as Europe/Helsinki');

/** Query of `GET /api/me/days`; days start at midnight in `timeZone`, an IANA name. */
export const activeDaysQuerySchema = z.strictObject({
  course: slugSchema.optional(),
  timeZone: timeZoneSchema,
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
