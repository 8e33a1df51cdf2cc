import {
  pointsCourseSchema,
  pointsRuleSchema,
  studentPointsSchema,
  submissionChoiceSchema,
  submissionCursorSchema,
  submissionListSchema,
  submittedFilesSchema,
  type PointsCourse,
} from '@touchstone/contracts';
import type { PointsSource } from '@touchstone/runtime/points';
import { z } from 'zod';

const pointsPlaceSchema = z.strictObject({
  course: z.string(),
  assignment: z.string(),
  /** A uuid, or the mail address or number of a member. */
  student: z.string(),
});
export type PointsPlace = z.infer<typeof pointsPlaceSchema>;

const pointsOverrideSchema = z.strictObject({
  points: z.number().nonnegative(),
  reason: z.string().min(1),
});
export type PointsOverride = z.infer<typeof pointsOverrideSchema>;

/** As OverrideOutcome in packages/database/src/points/override-points.ts. */
const overrideOutcomeSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('done'), earned: z.number().nullable() }),
  z.object({ kind: z.enum(['no-assignment', 'no-student', 'nothing-to-remove']) }),
]);
type OverrideOutcome = z.infer<typeof overrideOutcomeSchema>;

/** What was earned in the courses of a system, whichever process has its database open. */
export interface PointsStore extends PointsSource {
  /** Null: there is no such course. */
  readPointsCourse(slug: string): Promise<PointsCourse | null>;
  /** Gives a student points in the place of earned ones; with null those count again. */
  overridePoints(place: PointsPlace, override: PointsOverride | null): Promise<OverrideOutcome>;
}

export const pointsCalls = {
  readPointsCourse: { args: z.tuple([z.string()]), answer: pointsCourseSchema.nullable() },
  listStudentPoints: {
    args: z.tuple([z.string(), z.array(z.uuid()), pointsRuleSchema]),
    answer: z.array(studentPointsSchema),
  },
  listChosenSubmissions: {
    args: z.tuple([submissionChoiceSchema, submissionCursorSchema.nullable()]),
    answer: submissionListSchema,
  },
  readSubmittedFiles: {
    args: z.tuple([z.array(z.uuid())]),
    answer: z.array(submittedFilesSchema),
  },
  overridePoints: {
    args: z.tuple([pointsPlaceSchema, pointsOverrideSchema.nullable()]),
    answer: overrideOutcomeSchema,
  },
};
