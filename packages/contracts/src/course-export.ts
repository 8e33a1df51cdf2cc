import { z } from 'zod';
import { programShape } from './program-schema.ts';
import { courseAccessSchema, roleSchema } from './role.ts';
import { submissionSchema } from './submission.ts';

/*
 * What `touchstone course remove` writes before it removes a course: one JSON document a line. Times are
 * ISO 8601 in UTC; users are uuids, assignments their slugs.
 */

const ofStudent = { user: z.uuid(), assignment: z.string() };

const rowSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('course'),
    /** The version of this format. */
    format: z.literal(1),
    slug: z.string(),
    title: z.string(),
    description: z.string(),
    published: z.boolean(),
    access: courseAccessSchema,
  }),
  z.object({
    kind: z.literal('assignment'),
    slug: z.string(),
    title: z.string(),
    part: z.string(),
    points: z.number(),
    /** Null: retired, or not published. */
    position: z.int().nullable(),
  }),
  z.object({
    kind: z.literal('member'),
    user: z.uuid(),
    role: roleSchema,
    name: z.string().nullable(),
    mail: z.string().nullable(),
    studentNumber: z.string().nullable(),
    group: z.string().nullable(),
  }),
  z.object({
    kind: z.literal('progress'),
    ...ofStudent,
    points: z.number(),
    solved: z.boolean(),
  }),
  z.object({
    kind: z.literal('overridden-points'),
    ...ofStudent,
    points: z.number(),
    reason: z.string(),
    changedAt: z.iso.datetime(),
  }),
  z.object({
    kind: z.literal('draft'),
    ...ofStudent,
    ...programShape,
    changedAt: z.iso.datetime(),
  }),
  submissionSchema.omit({ assignmentId: true }).extend({
    kind: z.literal('submission'),
    ...ofStudent,
    /** Null: of a user who was deleted, kept because others share its result. */
    user: z.uuid().nullable(),
  }),
]);

/** Where the next page of an export begins. */
export const courseExportCursorSchema = z.object({
  stage: z.enum(['progress', 'overridden', 'drafts', 'submissions']),
  after: z.string().nullable(),
});
export type CourseExportCursor = z.infer<typeof courseExportCursorSchema>;

/** `next` is null on the last page. */
export const courseExportPageSchema = z.object({
  rows: z.array(rowSchema),
  next: courseExportCursorSchema.nullable(),
});
export type CourseExportPage = z.infer<typeof courseExportPageSchema>;
