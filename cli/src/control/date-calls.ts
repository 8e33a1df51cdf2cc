import { dateRules } from '@touchstone/contracts/dates';
import { z } from 'zod';

/** Moments are ISO 8601 in UTC; null: none. */
const datesSchema = z.object({
  opens: z.iso.datetime().nullable(),
  due: z.iso.datetime().nullable(),
  closes: z.iso.datetime().nullable(),
});
export type WrittenDates = z.infer<typeof datesSchema>;

const assignmentSchema = z.object({
  id: z.uuid(),
  course: z.string(),
  slug: z.string(),
  title: z.string(),
  timeZone: z.string(),
  dates: datesSchema,
  pointsPerDay: z.number().nullable(),
});
export type DatedAssignment = z.infer<typeof assignmentSchema>;

/** A student by mail address or uuid. */
export const whoSchema = z.union([
  z.strictObject({ student: z.string() }),
  z.strictObject({ group: z.string() }),
  z.strictObject({ all: z.literal(true) }),
]);
export type Who = z.infer<typeof whoSchema>;

const noStudentSchema = z.object({ kind: z.literal('no-such-student') });

const extendedSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('extended'),
    dates: datesSchema,
    raised: z.int().nonnegative(),
  }),
  z.object({ kind: z.literal('no-due') }),
  z.object({ kind: z.enum(['not-later', 'opens-too-late']), due: z.iso.datetime() }),
  z.object({ kind: z.literal('no-such-group'), groups: z.array(z.string()) }),
  noStudentSchema,
]);
type Extended = z.infer<typeof extendedSchema>;

const explainedSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('known'),
    changes: z.array(datesSchema.extend({ rule: z.enum(dateRules).exclude(['assignment']) })),
  }),
  noStudentSchema,
]);
type Explained = z.infer<typeof explainedSchema>;

/** `until`: when it is due; null dates stay as they are. */
const changeSchema = z.strictObject({
  until: z.iso.datetime().nullable(),
  opens: z.iso.datetime().nullable(),
  reason: z.string().nullable(),
});
type ExtensionChange = z.infer<typeof changeSchema>;

/** Dates of assignments, whichever process has the database open. */
export interface DateStore {
  /** Assignments with that slug, of one course or with null of all. */
  findAssignments(course: string | null, slug: string): Promise<DatedAssignment[]>;
  extendDates(
    assignment: { course: string; slug: string },
    who: Who,
    change: ExtensionChange,
  ): Promise<Extended>;
  /** False: there was no extension. Null: there is no such student. */
  removeExtension(assignmentId: string, who: Who): Promise<boolean | null>;
  /** The changes of the dates that apply to a student. */
  explainDates(assignment: { course: string; slug: string }, student: string): Promise<Explained>;
}

const placeSchema = z.strictObject({ course: z.string(), slug: z.string() });

export const dateCalls = {
  findAssignments: {
    args: z.tuple([z.string().nullable(), z.string()]),
    answer: z.array(assignmentSchema),
  },
  extendDates: {
    args: z.tuple([placeSchema, whoSchema, changeSchema]),
    answer: extendedSchema,
  },
  removeExtension: { args: z.tuple([z.uuid(), whoSchema]), answer: z.boolean().nullable() },
  explainDates: { args: z.tuple([placeSchema, z.string()]), answer: explainedSchema },
} satisfies Record<keyof DateStore, { args: z.ZodType<unknown[]>; answer: z.ZodType }>;
