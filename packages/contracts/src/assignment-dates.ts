import { z } from 'zod';

const moment = z.iso.datetime().nullable();

/** Dates of an assignment in UTC, as its folder says; null: none. */
export const assignmentDatesSchema = z.strictObject({
  opens: moment,
  due: moment,
  closes: moment,
  /** Points that each day late costs, where part of a day counts as a whole day; null: nothing. */
  pointsPerDay: z.number().positive().nullable(),
});
export type AssignmentDates = Readonly<z.infer<typeof assignmentDatesSchema>>;

/** Dates that hold for a student, and by whose clock they are meant. */
export const studentDatesSchema = assignmentDatesSchema.extend({
  /** An IANA name, such as `Europe/Helsinki`. */
  timeZone: z.string(),
});
export type StudentDates = Readonly<z.infer<typeof studentDatesSchema>>;
