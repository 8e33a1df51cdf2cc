import { z } from 'zod';
import { slugSchema } from './course.ts';
import { maxOverrideReasonLength, pointsFormats, pointsMoments } from './points-choices.ts';
import { storableTextSchema } from './storable-text.ts';
import { submissionStatuses, verdicts } from './verdict.ts';

/*
 * What was earned in a course, for its teachers: a matrix of students and assignments. Assignments are
 * identified by their slugs, students by their uuids; times are ISO 8601 in UTC.
 */

/** A student as the school knows them. What is not known is null, all of it for an anonymous one. */
export const courseStudentSchema = z.object({
  uuid: z.uuid(),
  /** The school's own number or name for the student. */
  number: z.string().nullable(),
  /** With the last name first, as it is sorted. */
  name: z.string().nullable(),
  mail: z.string().nullable(),
  group: z.string().nullable(),
});
export type CourseStudent = z.infer<typeof courseStudentSchema>;

export const pointsCourseSchema = z.object({
  slug: z.string(),
  title: z.string(),
  /** In the order of the course, those that are retired or not published last. */
  assignments: z.array(
    z.object({
      slug: z.string(),
      title: z.string(),
      points: z.number(),
      /** False: retired, or not published; its points do not count. */
      counts: z.boolean(),
    }),
  ),
  /**
   * The students among the members, and everybody else who has handed in or has points: by last name,
   * then those without a name.
   */
  students: z.array(courseStudentSchema),
});
export type PointsCourse = z.infer<typeof pointsCourseSchema>;

/**
 * Only submissions received before that moment; `due`: when the assignment was due for the student, with
 * all extensions, also at that very moment; null: all.
 */
export const receivedBeforeSchema = z.iso.datetime().or(z.literal('due')).nullable();
export type ReceivedBefore = z.infer<typeof receivedBeforeSchema>;

/** Which submissions give the points: the best or the latest graded one, of those received in time. */
export const pointsRuleSchema = z.strictObject({
  take: z.enum(['best', 'latest']),
  before: receivedBeforeSchema,
});
export type PointsRule = z.infer<typeof pointsRuleSchema>;

/** A student's points in an assignment. Without an entry, there are none. */
const earnedSchema = z.object({
  assignment: z.string(),
  /** What counts: those that a teacher has given, or those that were earned. */
  points: z.number(),
  /** What the submissions are worth, less if they were late; null: none is graded. */
  earned: z.number().nullable(),
  /** Whether the submissions solve it. */
  solved: z.boolean(),
  /** Points that a teacher has given instead, which count. Absent if there are none. */
  overridden: z
    .object({
      points: z.number(),
      reason: z.string(),
      /** The teacher's uuid; null: a command on the server. */
      author: z.uuid().nullable(),
      at: z.iso.datetime({ offset: true }),
    })
    .optional(),
});

export const studentPointsSchema = z.object({
  student: z.uuid(),
  /** Of all assignments that count; added up exactly, so 40.1 and 0.2 are 40.3. */
  total: z.number(),
  /** In the order of the course. */
  assignments: z.array(earnedSchema),
});
export type StudentPoints = z.infer<typeof studentPointsSchema>;

const takenSchema = z.enum(['all', 'best', 'latest']);

/** Which submissions of a course are listed. */
export const submissionChoiceSchema = z.strictObject({
  course: z.string(),
  /** Some of its students. */
  students: z.array(z.uuid()),
  /** Null: all that count. */
  assignment: z.string().nullable(),
  /** Of each student and assignment all, or only the graded one that gives the points by that rule. */
  take: takenSchema,
  before: receivedBeforeSchema,
});
export type SubmissionChoice = z.infer<typeof submissionChoiceSchema>;

/** The place of a submission in a list: those of a student together, then those of an assignment. */
export const submissionCursorSchema = z.object({
  student: z.int(),
  assignment: z.int(),
  seq: z.int(),
});
export type SubmissionCursor = z.infer<typeof submissionCursorSchema>;

const listedSubmissionSchema = z.object({
  id: z.uuid(),
  student: z.uuid(),
  assignment: z.string(),
  status: z.enum(submissionStatuses),
  /** Null until it is graded, as are points and solved. */
  verdict: z.enum(verdicts).nullable(),
  points: z.number().nullable(),
  solved: z.boolean().nullable(),
  createdAt: z.iso.datetime(),
});
export type ListedSubmission = z.infer<typeof listedSubmissionSchema>;

export const submissionListSchema = z.object({
  submissions: z.array(listedSubmissionSchema),
  /** Null on the last page. */
  next: submissionCursorSchema.nullable(),
});
export type SubmissionList = z.infer<typeof submissionListSchema>;

export const submittedFilesSchema = z.object({
  id: z.uuid(),
  files: z.array(z.object({ name: z.string(), code: z.string() })),
});
export type SubmittedFiles = z.infer<typeof submittedFilesSchema>;

/** Points that are given in the place of earned ones. The student reads the reason. */
export const newOverrideSchema = z.strictObject({
  points: z.number().nonnegative(),
  reason: storableTextSchema.trim().min(1).max(maxOverrideReasonLength),
});

const atSchema = z.enum(pointsMoments).default('best');

/** Students on one page of the matrix: default and maximum. */
const matrixPageSize = { default: 50, max: 200 } as const;

/** Query of the matrix, with the search and pages of the grid. */
export const pointsMatrixQuerySchema = z.strictObject({
  at: atSchema,
  search: storableTextSchema.max(100).optional(),
  limit: z.coerce.number().int().min(1).max(matrixPageSize.max).default(matrixPageSize.default),
  after: z.uuid().optional(),
});
export type PointsMatrixQuery = Partial<z.infer<typeof pointsMatrixQuerySchema>>;

const matrixCellSchema = earnedSchema.extend({
  overridden: earnedSchema.shape.overridden
    .unwrap()
    /** The author's name in the course; null if it is not known. */
    .extend({ authorName: z.string().nullable() })
    .optional(),
});

/** A page of students by last name, with the points of each assignment that counts. */
export const pointsMatrixSchema = z.object({
  assignments: z.array(z.object({ slug: z.string(), title: z.string(), points: z.number() })),
  students: z.array(
    z.object({
      uuid: z.uuid(),
      studentNumber: z.string().nullable(),
      /** With the last name first. Null where there is none, or it is not shown to the caller. */
      name: z.string().nullable(),
      group: z.string().nullable(),
      total: z.number(),
      cells: z.array(matrixCellSchema),
    }),
  ),
  next: z.uuid().nullable(),
});
export type PointsMatrix = z.infer<typeof pointsMatrixSchema>;

export const pointsExportQuerySchema = z.strictObject({
  for: z.enum(pointsFormats).default('plain'),
  at: atSchema,
});

/** Query of the exports of submissions: all, or only those that give the points. */
export const submissionsExportQuerySchema = z.strictObject({
  assignment: slugSchema.optional(),
  take: takenSchema.default('all'),
  before: z.iso.datetime({ offset: true }).or(z.literal('due')).optional(),
});
