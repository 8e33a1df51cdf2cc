import {
  courseExportCursorSchema,
  courseExportPageSchema,
  gradingRecordSchema,
  loadedCourseSchema,
  type CourseExportCursor,
  type CourseExportPage,
  type GradingRecord,
  type LoadedCourse,
} from '@touchstone/contracts';
import { z } from 'zod';

const count = z.int().nonnegative();

/** What a course load changes, as packages/database/src/queries/plan-course.ts says. */
const courseChangesSchema = z.object({
  added: z.array(z.string()),
  restored: z.array(z.string()).optional(),
  changed: z.array(z.string()),
  retired: z.array(z.string()),
  renamed: z.array(z.object({ slug: z.string(), from: z.string() })),
  kept: z.array(z.string()),
  testsChanged: z.array(z.object({ slug: z.string(), solved: z.int().nonnegative() })),
  pointsChanged: z.array(
    z.object({ slug: z.string(), from: z.number(), to: z.number(), students: z.int() }),
  ),
  refusals: z.array(z.string()),
  unpublished: z.array(z.string()).optional(),
  published: z.boolean().optional(),
  archived: z.literal(true).optional(),
});
export type CourseChanges = z.infer<typeof courseChangesSchema>;

/** As LoadOptions there. */
const loadOptionsSchema = z.strictObject({
  retire: z.array(z.string()),
  missing: z.enum(['refuse', 'keep']),
});
export type LoadOptions = z.infer<typeof loadOptionsSchema>;

const courseSummarySchema = z.object({
  slug: z.string(),
  title: z.string(),
  published: z.boolean(),
  archived: z.boolean(),
  /** Until when an archived course keeps what students did. */
  keptUntil: z.iso.datetime().nullable(),
  invited: z.boolean(),
  assignments: count,
  students: count,
  submissions: count,
  ungraded: count,
});
export type CourseSummary = z.infer<typeof courseSummarySchema>;

const removedCourseSchema = z.object({ submissions: count });
type RemovedCourse = z.infer<typeof removedCourseSchema>;

/** The courses of a system, whichever process has its database open. */
export interface CourseStore {
  findRecords(keys: readonly string[]): Promise<GradingRecord[]>;
  /** What storing the course would change. */
  planCourse(course: LoadedCourse, options: LoadOptions): Promise<CourseChanges>;
  storeCourse(course: LoadedCourse, options: LoadOptions): Promise<CourseChanges>;
}

/** All that teachers do with stored courses. False, or null: there is no such course. */
export interface CourseAdmin {
  listCourses(): Promise<CourseSummary[]>;
  /** A page of all that is stored of a course; null is the first page. */
  exportCourse(slug: string, from: CourseExportCursor | null): Promise<CourseExportPage | null>;
  /** Shows a course to students, or hides it. */
  publishCourse(slug: string, published: boolean): Promise<boolean>;
  /** Makes a course read-only, and keeps what students did for that long from then on; null ends both. */
  archiveCourse(slug: string, keepMonths: number | null): Promise<boolean>;
  /** Nothing was removed, because students see the course (`published`) or submissions are being graded. */
  removeCourse(slug: string): Promise<RemovedCourse | 'published' | 'in-grading' | null>;
}

/** The part of the table of calls that is about courses. */
export const courseCalls = {
  findRecords: {
    args: z.tuple([z.array(z.string())]),
    answer: z.array(gradingRecordSchema),
  },
  planCourse: {
    args: z.tuple([loadedCourseSchema, loadOptionsSchema]),
    answer: courseChangesSchema,
  },
  storeCourse: {
    args: z.tuple([loadedCourseSchema, loadOptionsSchema]),
    answer: courseChangesSchema,
  },
  listCourses: { args: z.tuple([]), answer: z.array(courseSummarySchema) },
  exportCourse: {
    args: z.tuple([z.string(), courseExportCursorSchema.nullable()]),
    answer: courseExportPageSchema.nullable(),
  },
  publishCourse: { args: z.tuple([z.string(), z.boolean()]), answer: z.boolean() },
  archiveCourse: {
    args: z.tuple([z.string(), z.int().min(0).max(1200).nullable()]),
    answer: z.boolean(),
  },
  removeCourse: {
    args: z.tuple([z.string()]),
    answer: removedCourseSchema.or(z.enum(['published', 'in-grading'])).nullable(),
  },
} satisfies Record<
  keyof (CourseStore & CourseAdmin),
  { args: z.ZodType<unknown[]>; answer: z.ZodType }
>;
