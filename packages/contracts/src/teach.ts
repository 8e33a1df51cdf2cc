import { z } from 'zod';
import { studentDatesSchema } from './assignment-dates.ts';
import { slugSchema } from './course.ts';
import { joinInCourseSchema } from './joins.ts';
import { historyPageSize } from './limits.ts';
import { storableTextSchema } from './storable-text.ts';
import { submissionAnswerSchema } from './submission.ts';
import { verdicts } from './verdict.ts';

/*
 * What teachers and assistants see of a course. Times are ISO 8601 in UTC. Nothing of it is ever used for
 * points.
 */

const moment = z.iso.datetime();
const count = z.int().nonnegative();

/** Why a teacher may want to look at a student. */
export const gridFilters = ['stuck', 'gone-quiet', 'not-begun', 'late'] as const;
export type GridFilter = (typeof gridFilters)[number];

/** Students on one page of the grid: default and maximum. */
export const gridPageSize = { default: 50, max: 200 } as const;

const maxSearchLength = 100;

/**
 * Query of the grid. `filter` keeps students for whom it holds in an assignment; `assignment`, a slug, in
 * that one. `search` keeps those whose name, student number or group has each of its words. `after` is the
 * `next` of the previous page.
 */
export const gridQuerySchema = z.strictObject({
  filter: z.enum(gridFilters).optional(),
  assignment: slugSchema.optional(),
  search: storableTextSchema.max(maxSearchLength).optional(),
  limit: z.coerce.number().int().min(1).max(gridPageSize.max).default(gridPageSize.default),
  after: z.uuid().optional(),
});
export type GridQuery = Partial<z.infer<typeof gridQuerySchema>>;

/** Null where the student has none, or names are not shown to the caller. */
const studentNames = {
  uuid: z.uuid(),
  name: z.string().nullable(),
  studentNumber: z.string().nullable(),
  group: z.string().nullable(),
};

/** What a student has done in an assignment; there is none before the first result. */
export const gridCellSchema = z.object({
  assignmentId: z.uuid(),
  state: z.enum(['tried', 'solved']),
  /** What counts: those that a teacher has given, or those that were earned. */
  points: z.number().nonnegative(),
  /** What the submissions are worth, less if they were late. */
  earned: z.number().nonnegative(),
  tries: count,
  lastAt: moment,
  solvedAt: moment.nullable(),
  verdict: z.enum(verdicts),
});
export type GridCell = z.infer<typeof gridCellSchema>;

/** A filter that holds, and why, in a sentence. */
export const gridReasonSchema = z.object({
  assignmentId: z.uuid(),
  filter: z.enum(gridFilters),
  why: z.string(),
});
export type GridReason = z.infer<typeof gridReasonSchema>;

const taughtAssignmentSchema = z.object({
  id: z.uuid(),
  slug: slugSchema,
  title: z.string(),
  part: z.string(),
  points: z.number().nonnegative(),
  position: z.int().positive(),
  dueAt: moment.nullable(),
});

/**
 * A page of a course's students by name, with what they have done. `not-begun` is a reason only where that
 * filter was asked for.
 */
export const gridSchema = z.object({
  assignments: z.array(taughtAssignmentSchema),
  students: z.array(
    z.object({
      ...studentNames,
      cells: z.array(gridCellSchema),
      /** Points that a teacher has given in the place of earned ones, also where nothing is begun. Absent if none. */
      overridden: z
        .array(z.object({ assignmentId: z.uuid(), points: z.number().nonnegative() }))
        .optional(),
      reasons: z.array(gridReasonSchema),
    }),
  ),
  next: z.uuid().nullable(),
});
export type Grid = z.infer<typeof gridSchema>;

/** A fix: changed lines after `- ` or `+ `, with letters for names, and by how many students. */
export const fixSchema = z.object({ lines: z.string(), students: count });

/**
 * Failures that are probably the same mistake: the same first failing test, message and shape of program.
 * `unsolved` of these students have not solved the assignment. `fixed` of them passed the test with their
 * next program; `fixes` are the three most frequent changes by which they did, null if they are too few.
 */
export const clusterSchema = z.object({
  id: z.string(),
  test: z.string(),
  title: z.string(),
  message: z.string(),
  students: count,
  unsolved: count,
  submissions: count,
  example: z.object({ submissionId: z.uuid(), message: z.string() }).nullable(),
  fixed: count,
  fixes: z.array(fixSchema).nullable(),
});
export type Cluster = z.infer<typeof clusterSchema>;

/** From this many students up are fixes shown. */
export const minFixers = 3;

/** Medians are of those who solved it, from their first submission; null if nobody has. */
export const assignmentOverviewSchema = z.object({
  assignment: taughtAssignmentSchema,
  tried: count,
  solved: count,
  submissions: count,
  medianTries: z.number().nullable(),
  medianSeconds: z.number().nullable(),
  /** Tests at which unsolved last programs fail first, the most frequent first. */
  blocking: z.array(z.object({ test: z.string(), title: z.string(), students: count })),
  /** Those of the most students first. */
  clusters: z.array(clusterSchema),
});
export type AssignmentOverview = z.infer<typeof assignmentOverviewSchema>;

/** A note about a student. `authorId` is null once its author was deleted. */
export const noteSchema = z.object({
  id: z.uuid(),
  authorId: z.uuid().nullable(),
  text: z.string(),
  at: moment,
});
export type Note = z.infer<typeof noteSchema>;

const maxNoteLength = 10_000;
/** The student's export has all notes about the student. */
export const newNoteSchema = z.strictObject({
  text: storableTextSchema.trim().min(1).max(maxNoteLength),
});

export const studentOverviewSchema = z.object({
  assignments: z.array(taughtAssignmentSchema),
  student: gridSchema.shape.students.element,
  /** The student's, of the assignments that have any. */
  dates: z.array(studentDatesSchema.extend({ assignmentId: z.uuid() })),
  notes: z.array(noteSchema),
  /** Histories that the student has joined to the account, oldest first. */
  joins: z.array(joinInCourseSchema),
});
export type StudentOverview = z.infer<typeof studentOverviewSchema>;

/** Query of a student's submissions, newest first; `before` is the `next` of the previous page. */
export const timelineQuerySchema = z.strictObject({
  assignment: slugSchema.optional(),
  limit: z.coerce.number().int().min(1).max(historyPageSize.max).default(historyPageSize.default),
  before: z.uuid().optional(),
});

/** A submission of a student, with all that its result has. */
export const taughtSubmissionSchema = submissionAnswerSchema.extend({ student: z.uuid() });

/** Body that names an assignment by its slug. */
export const seenSchema = z.strictObject({ assignment: slugSchema });

/**
 * The whole server's queue, and how long results took lately. Percentiles are of the results of the last five
 * minutes that this process knows of; null if there are none.
 */
export const queueStateSchema = z.object({
  waiting: count,
  oldestSeconds: z.number().nonnegative(),
  results: count,
  p50Seconds: z.number().nonnegative().nullable(),
  p95Seconds: z.number().nonnegative().nullable(),
});
export type QueueState = z.infer<typeof queueStateSchema>;

/** Server-Sent Events of `GET /api/teach/:course/events`. */
export const teachEventSchemas = { queue: queueStateSchema } as const;
export type TeachEvents = { queue: QueueState };
