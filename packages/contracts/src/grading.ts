import { z } from 'zod';
import { slugSchema } from './course.ts';
import { judges } from './judge.ts';
import { defaultPoints, wallSecondsMax } from './limits.ts';
import { madeBySchema } from './made-by.ts';
import { resultSchema, usageSchema } from './submission.ts';

/** What one grading may use. CPU is the student's own; wall clock is the backstop. */
export const gradingLimitsSchema = z.strictObject({
  cpuSeconds: z.number().positive().max(wallSecondsMax).default(5),
  wallSeconds: z.number().positive().max(wallSecondsMax).default(10),
  memoryMiB: z.int().min(64).max(4096).default(256),
});
export type GradingLimits = z.infer<typeof gradingLimitsSchema>;

/** `all`: the assignment's points for `passed`, else none. `points`: by the tests that passed. */
export const scorings = ['all', 'points'] as const;

/** How what a script prints is compared (judge/cases/compare_output.py). */
export const comparisons = ['lines', 'exact', 'numbers', 'contains'] as const;

const anyCase = {
  title: z.string(),
  /** Null counts as 1. */
  points: z.number().nonnegative().nullable(),
  hint: z.string().nullable(),
  hidden: z.boolean(),
};

/**
 * One entry of cases.yaml: the student's file runs as a script while `stdin` is typed, and should
 * print `stdout`; or `call`, a Python expression over its names, should come to `returns` (a Python
 * literal) or raise `raises` (an exception's name, maybe with `: ` and a part of its message). Of
 * these two one is null. `modelNames` are those names in `call` that the model solution defines: no
 * name of Python's own stands in for them.
 */
export const gradingCaseSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('script'),
    ...anyCase,
    stdin: z.string(),
    stdout: z.string(),
    compare: z.enum(comparisons),
  }),
  z.strictObject({
    kind: z.literal('call'),
    ...anyCase,
    call: z.string(),
    returns: z.string().nullable(),
    raises: z.string().nullable(),
    modelNames: z.array(z.string()).optional(),
  }),
]);
export type GradingCase = z.infer<typeof gradingCaseSchema>;

/**
 * What the model solution did in the tests. Grading in two processes runs these very tests, and
 * allows student objects no operator that the model solution's objects did not need.
 */
export const gradingRecordSchema = z.strictObject({
  /** SHA-256 in hex of all that it was made from; with another key the record is old. */
  key: z.string().regex(/^[0-9a-f]{64}$/),
  /** Ids of the tests, in the order they ran. */
  tests: z.array(z.string()),
  /**
   * By a test's id: what it used of student objects, such as `op:__eq__:student` and
   * `op:__eq__:plain` (an operator, and whether the partner was a student object), `attr:name`.
   */
  uses: z.record(z.string(), z.array(z.string())),
  /** Records of old lack it, and are old. */
  madeBy: madeBySchema.optional(),
});
export type GradingRecord = z.infer<typeof gradingRecordSchema>;

/**
 * All that grading an assignment needs but the student's code. It is immutable and known by its
 * hash (SHA-256 of its canonical JSON, in hex), so graders may keep it for ever.
 */
export const gradingBundleSchema = z.strictObject({
  /** Name of the student's file, such as `submission.py`; tests import it as a module. */
  fileName: z.string(),
  judge: z.enum(judges),
  scoring: z.enum(scorings),
  points: z.number().nonnegative(),
  limits: gradingLimitsSchema,
  /** Modules to keep imported, such as `numpy`. */
  preload: z.array(z.string()),
  /** Test modules in the order they run. */
  testFiles: z.array(
    z.strictObject({ fileName: z.string(), source: z.string(), hidden: z.boolean() }),
  ),
  /** In the order of cases.yaml; they run after the tests that may be seen. */
  cases: z.array(gradingCaseSchema).default([]),
  /** Lie read-only beside the student's file; paths are relative, with `/`. */
  files: z.array(z.strictObject({ path: z.string(), contentBase64: z.base64() })),
  /** Null with the shared judge, and where no sandbox was at hand that could make one. */
  record: gradingRecordSchema.nullable(),
});
export type GradingBundle = z.infer<typeof gradingBundleSchema>;

/** One program to grade. */
export interface GradingJob {
  readonly code: string;
  readonly bundle: GradingBundle;
}

/**
 * What the grader-image reports of a job: a result but for correctness and points, which follow
 * from it and from the bundle. Times and memory are exact and of the whole grading; `visible` are those
 * until the first hidden test began, null when none did.
 */
export const gradingReportSchema = resultSchema
  .omit({ correct: true, points: true })
  .extend({ visible: usageSchema.nullable() });
export type GradingReport = z.infer<typeof gradingReportSchema>;

/** A course folder read, checked and rendered: what `course load` stores. */
export interface LoadedCourse {
  readonly slug: string;
  readonly title: string;
  readonly description: string;
  /** In the course's order. */
  readonly assignments: readonly LoadedAssignment[];
}

export interface LoadedAssignment {
  readonly slug: string;
  readonly title: string;
  readonly part: string;
  readonly points: number;
  readonly starterCode: string;
  readonly handoutHtml: string;
  readonly publicTests: string | null;
  readonly hints: readonly string[];
  /** The model solution, where the course shows it to who has solved the assignment; else null. */
  readonly shownSolution: string | null;
  readonly bundle: GradingBundle;
  /** SHA-256 of the bundle's canonical JSON, in hex. */
  readonly bundleHash: string;
}

const canonicalLoadedAssignmentSchema = z.strictObject({
  slug: slugSchema,
  title: z.string().min(1),
  part: z.string(),
  points: z.number().nonnegative().default(defaultPoints),
  starterCode: z.string(),
  handoutHtml: z.string(),
  publicTests: z.string().nullable(),
  hints: z.array(z.string()),
  shownSolution: z.string().nullable(),
  bundle: gradingBundleSchema,
  bundleHash: z.string().regex(/^[0-9a-f]{64}$/),
});

/** The same, for a course that crosses the control socket of a running all-in-one. */
export const loadedCourseSchema = z.strictObject({
  slug: slugSchema,
  title: z.string().min(1),
  description: z.string(),
  assignments: z.array(canonicalLoadedAssignmentSchema),
});
