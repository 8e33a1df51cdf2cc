import { z } from 'zod';
import { assignmentDatesSchema } from './assignment-dates.ts';
import { slugSchema } from './course.ts';
import { judges, madeBySchema } from './judge.ts';
import { defaultPoints, maxWallSeconds } from './limits.ts';
import { sourceFileSchema } from './program-schema.ts';
import type { Program } from './program.ts';
import { heldReleaseSchema } from './release-mode.ts';
import { courseAccessSchema } from './role.ts';
import { resultSchema, usageSchema } from './submission.ts';

/** What one grading may use. `cpuSeconds` limits the student's program; `wallSeconds` is a backstop. */
export const gradingLimitsSchema = z.strictObject({
  cpuSeconds: z.number().positive().max(maxWallSeconds).default(5),
  wallSeconds: z.number().positive().max(maxWallSeconds).default(10),
  memoryMiB: z.int().min(64).max(4096).default(256),
});
export type GradingLimits = z.infer<typeof gradingLimitsSchema>;

/** `all`: the assignment's points for `passed`, else none. `points`: the sum of the passed tests'. */
export const scorings = ['all', 'points'] as const;

interface ComparisonRules {
  /** Whether prompts of the model solution are removed from the expected output. */
  readonly ignoresPrompts: boolean;
  /** What the expected output must have in it; null if it may even be empty. */
  readonly needs: { readonly what: string; readonly pattern: RegExp } | null;
}

/** The ways to compare what a script prints (judge/cases/compare_output.py). */
export const comparisons = {
  lines: { ignoresPrompts: true, needs: null },
  exact: { ignoresPrompts: false, needs: null },
  words: { ignoresPrompts: true, needs: { what: 'word', pattern: /\S/ } },
  numbers: { ignoresPrompts: true, needs: { what: 'number', pattern: /[0-9]/ } },
  contains: { ignoresPrompts: false, needs: { what: 'line', pattern: /\S/ } },
} as const satisfies Record<string, ComparisonRules>;
type Comparison = keyof typeof comparisons;
export const comparisonSchema = z.enum(Object.keys(comparisons) as Comparison[]);

const anyCase = {
  title: z.string(),
  /** Null counts as 1. */
  points: z.number().nonnegative().nullable(),
  hint: z.string().nullable(),
  hidden: z.boolean(),
};

/** Texts by the names of files, in the working folder. */
const writes = z.record(z.string(), z.string()).optional();
const ofCall = {
  returns: z.string().nullable(),
  raises: z.string().nullable(),
  modelNames: z.array(z.string()).optional(),
  stdin: z.string().optional(),
  stdout: z.string().optional(),
  compare: comparisonSchema.optional(),
  writes,
};

/**
 * One entry of cases.yaml, or a row of its tables. Either the student's file runs as a script with the
 * input `stdin` and should print `stdout`; or `call`, a Python expression over its names, should return
 * `returns` (a Python literal) or raise `raises` (an exception's name, optionally with `: ` and a part
 * of its message). At least one of these two is null; both are if only what the call prints counts.
 * `modelNames` are the names in `call` that the model solution defines: a Python builtin of the same
 * name is not used for them. A call has a terminal if it has `stdin` or `stdout`. `code`
 * has Python statements instead of `call`; the value of the last one, if it is an expression, is theirs.
 * `writes` are files that the program should write, compared as `stdout` is.
 * A `rule` forbids or requires `constructs` in the text of the student's file (judge/cases/rules.py).
 */
export const gradingCaseSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('script'),
    ...anyCase,
    stdin: z.string(),
    stdout: z.string().optional(),
    compare: comparisonSchema,
    writes,
  }),
  z.strictObject({ kind: z.literal('call'), ...anyCase, call: z.string(), ...ofCall }),
  z.strictObject({ kind: z.literal('code'), ...anyCase, code: z.string(), ...ofCall }),
  z.strictObject({
    kind: z.literal('rule'),
    ...anyCase,
    forbids: z.boolean(),
    constructs: z
      .array(
        z.strictObject({
          kind: z.enum(['import', 'call', 'loop', 'recursion']),
          /** Null for any of its kind. */
          name: z.string().nullable(),
        }),
      )
      .min(1),
    message: z.string().nullable(),
  }),
]);
export type GradingCase = z.infer<typeof gradingCaseSchema>;

/**
 * What the model solution did in the tests. Grading in two processes runs exactly these tests, and
 * allows student objects only the operators that the model solution's objects needed.
 */
export const gradingRecordSchema = z.strictObject({
  /** SHA-256 in hex of everything that it was made from; with another key the record is outdated. */
  key: z.string().regex(/^[0-9a-f]{64}$/),
  /** Ids of the tests, in the order they ran. */
  tests: z.array(z.string()),
  /**
   * By a test's id: what it used of student objects, such as `op:__eq__:student` and
   * `op:__eq__:plain` (an operator, and whether the partner was a student object), `attr:name`.
   */
  uses: z.record(z.string(), z.array(z.string())),
  /** Missing in records of earlier versions, which are outdated. */
  madeBy: madeBySchema.optional(),
});
export type GradingRecord = z.infer<typeof gradingRecordSchema>;

/**
 * Everything that grading an assignment needs except the student's code. It is immutable and
 * identified by its hash (SHA-256 of its canonical JSON, in hex), so graders may cache it for ever.
 */
export const gradingBundleSchema = z.strictObject({
  /** Name of the student's file, such as `submission.py`; tests import it as a module. */
  fileName: z.string(),
  /**
   * The files that the student edits besides it, each with its starter, in the order of their tabs. A
   * program that was handed in when the assignment edited other files gets the starters of those that
   * it lacks.
   */
  otherFiles: z.array(sourceFileSchema).min(1).optional(),
  judge: z.enum(judges),
  scoring: z.enum(scorings),
  points: z.number().nonnegative(),
  limits: gradingLimitsSchema,
  /** Modules to keep imported, such as `numpy`. */
  preload: z.array(z.string()),
  /** Test modules, in the order in which they run. */
  testFiles: z.array(
    z.strictObject({ fileName: z.string(), source: z.string(), hidden: z.boolean() }),
  ),
  /** In the order of cases.yaml; they run after the visible tests. */
  cases: z.array(gradingCaseSchema).default([]),
  /** Read-only files beside the student's file; paths are relative, with `/`. */
  files: z.array(z.strictObject({ path: z.string(), contentBase64: z.base64() })),
  /** Null with the shared judge, and if no sandbox was available that could make one. */
  record: gradingRecordSchema.nullable(),
});
export type GradingBundle = z.infer<typeof gradingBundleSchema>;

const { fileName, otherFiles, preload, files } = gradingBundleSchema.shape;

/**
 * The tests of an assignment that a student may run, and what they need: `GET
 * /api/assignments/:id/examples`. It contains nothing of hidden tests and cases. `files` are not
 * secret, since any submitted program can read them.
 */
export const examplesSchema = z.object({
  fileName,
  otherFiles,
  preload,
  testFiles: z.array(
    z.object({ fileName: z.string(), source: z.string(), hidden: z.literal(false) }),
  ),
  cases: z.array(gradingCaseSchema),
  files,
  /** The time limit of all of them together. */
  wallSeconds: z.number().positive(),
});
export type Examples = z.infer<typeof examplesSchema>;

/** One program to grade. */
export interface GradingJob extends Program {
  readonly bundle: GradingBundle;
}

/**
 * What the grader-image reports of a job: a result without correctness and points, which follow from
 * it and from the bundle. Times and memory are exact and cover the whole grading; `visible` are those
 * until the first hidden test started, null if none did.
 */
export const gradingReportSchema = resultSchema
  .omit({ correct: true, points: true })
  .extend({ visible: usageSchema.nullable() });
export type GradingReport = z.infer<typeof gradingReportSchema>;

const loadedAssignmentSchema = z.strictObject({
  slug: slugSchema,
  /** The slug that it had before, if it has been renamed. */
  renamedFrom: slugSchema.optional(),
  title: z.string().min(1),
  part: z.string(),
  points: z.number().nonnegative().default(defaultPoints),
  starterCode: z.string(),
  /** Names of the bundle's files that students can open. */
  givenFiles: z.array(z.string()).min(1).optional(),
  handoutHtml: z.string(),
  publicTests: z.string().nullable(),
  hints: z.array(z.string()),
  /** The model solution, if the course shows it to students who have solved the assignment. */
  shownSolution: z.string().nullable(),
  /** The other files of the shown model solution. */
  otherSolutionFiles: z.array(sourceFileSchema).min(1).optional(),
  bundle: gradingBundleSchema,
  /** SHA-256 of the bundle's canonical JSON, in hex. */
  bundleHash: z.string().regex(/^[0-9a-f]{64}$/),
  /** Absent if it has none. */
  dates: assignmentDatesSchema.optional(),
  /** When students see verdicts; absent: at once. */
  release: heldReleaseSchema.optional(),
});
export type LoadedAssignment = Readonly<z.infer<typeof loadedAssignmentSchema>>;

/** A course folder read, checked and rendered: what `course load` stores. */
export const loadedCourseSchema = z.strictObject({
  slug: slugSchema,
  title: z.string().min(1),
  description: z.string(),
  /** In the course's order. */
  assignments: z.array(loadedAssignmentSchema).readonly(),
  /** Open if missing. */
  access: courseAccessSchema.optional(),
  /** Assistants see no names. */
  anonymous: z.boolean().optional(),
  /** False: students must not see the course. It then has no assignments here. */
  published: z.boolean().optional(),
  /** Slugs of listed assignments that students must not see. Their contents stay with the teacher. */
  unpublished: z.array(slugSchema).readonly().optional(),
  /** By whose clock its dates are meant; absent: UTC. */
  timeZone: z.string().optional(),
});
export type LoadedCourse = Readonly<z.infer<typeof loadedCourseSchema>>;
