import { z } from 'zod';
import { studentDatesSchema } from './assignment-dates.ts';
import { judges } from './judge.ts';
import { programShape } from './program-schema.ts';
import { heldReleaseSchema } from './release-mode.ts';

/** The name of a course or an assignment in URLs: lower-case letters, digits and hyphens. */
export const slugSchema = z.string().regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, {
  error: 'must be lower-case letters, digits and single hyphens',
});

export const courseSchema = z.object({
  id: z.uuid(),
  slug: slugSchema,
  title: z.string(),
  description: z.string(),
  /** Read-only: nothing can be handed in, and no draft is stored. */
  archived: z.boolean().optional(),
});
export type Course = z.infer<typeof courseSchema>;

export const courseListSchema = z.object({ courses: z.array(courseSchema) });

/**
 * An assignment as lists show it; `position` counts from 1 among those of the course that the caller sees. `dates`
 * are the caller's; absent if it has none.
 */
export const assignmentSummarySchema = z.object({
  id: z.uuid(),
  slug: slugSchema,
  title: z.string(),
  part: z.string(),
  points: z.number().nonnegative(),
  position: z.int().positive(),
  dates: studentDatesSchema.optional(),
  /** When students see verdicts; absent: at once. */
  release: heldReleaseSchema.optional(),
});
export type AssignmentSummary = z.infer<typeof assignmentSummarySchema>;

export const assignmentListSchema = z.object({ assignments: z.array(assignmentSummarySchema) });
export type AssignmentList = z.infer<typeof assignmentListSchema>;

/** A file that students can open, with its size. */
const givenFileSchema = z.object({ name: z.string(), bytes: z.int().nonnegative() });
export type GivenFile = z.infer<typeof givenFileSchema>;

/**
 * Everything that a student may see of an assignment. `course` is the course's slug, `handoutHtml` is
 * sanitised, `publicTests` is the source of tests.py, or null if the course shows none. With the
 * `shared` judge verdicts can be forged; all assignments have it if graders have no other. `hints`
 * are shown one after the other. `hasSolution`: students who have solved it may see the model
 * solution. `otherFiles` are the files that students edit besides `fileName`, in the order of their
 * tabs; `givenFiles` those that they can only read: `GET /api/assignments/:id/files/:name`. Both are
 * missing where there are none.
 */
export const assignmentSchema = assignmentSummarySchema.extend({
  course: slugSchema,
  fileName: z.string(),
  starterCode: z.string(),
  handoutHtml: z.string(),
  publicTests: z.string().nullable(),
  judge: z.enum(judges),
  hints: z.array(z.string()),
  hasSolution: z.boolean(),
  otherFiles: z.array(z.object({ name: z.string(), starterCode: z.string() })).optional(),
  givenFiles: z.array(givenFileSchema).optional(),
});
export type Assignment = z.infer<typeof assignmentSchema>;

/** The model solution, for users who have solved the assignment, if the course shows it. */
export const solutionSchema = z.object(programShape);
export type Solution = z.infer<typeof solutionSchema>;

/** `?course=slug`; the default is the first course. */
export const courseQuerySchema = z.strictObject({ course: slugSchema.optional() });
