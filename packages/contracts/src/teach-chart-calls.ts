import { z } from 'zod';
import type { Call } from './call.ts';
import { timeZoneSchema } from './user.ts';

const count = z.int().nonnegative();

/** Days on which students tried or solved an assignment for the first time, oldest first. */
export const assignmentDaysSchema = z.object({
  days: z.array(z.object({ day: z.iso.date(), begun: count, solved: count })),
});
export type AssignmentDays = z.infer<typeof assignmentDaysSchema>;

/**
 * How many students have how much of all points: from 0 to under 10 %, and so on; the last tenth also has
 * those with all points or more.
 */
export const pointsSpreadSchema = z.object({
  /** Of all assignments that count. */
  points: z.number(),
  tenths: z.array(count).length(10),
});
export type PointsSpread = z.infer<typeof pointsSpreadSchema>;

/** The part of the table of calls whose answers are drawn as bars. */
export const teachChartCalls = {
  'GET /api/teach/:course/assignments/:assignment/days': {
    id: 'listAssignmentDays',
    summary: 'How many students began an assignment, and solved it, on each day.',
    session: 'required',
    query: z.strictObject({ timeZone: timeZoneSchema }),
    answers: { 200: assignmentDaysSchema },
    errors: ['forbidden', 'rate-limited'],
  },
  'GET /api/teach/:course/points/spread': {
    id: 'readPointsSpread',
    summary: 'How many students have which tenth of all points of the course.',
    session: 'required',
    answers: { 200: pointsSpreadSchema },
    errors: ['forbidden', 'rate-limited'],
  },
} as const satisfies Readonly<Record<string, Call>>;
