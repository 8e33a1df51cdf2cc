import { z } from 'zod';
import { historyPageSize } from './limits.ts';
import { newProgramShape, programShape } from './program-schema.ts';
import { hasProgram } from './program.ts';
import { outcomes, submissionStatuses, verdicts } from './verdict.ts';

/**
 * One test of a result. `name` is the test's id (`TestCase.test_method`, `cases.2` for the second
 * case), `title` its name in words. `expected` and `actual` are Python representations, or the output
 * of a script. `line` is 1-based, in the student's program. `output` is what was printed; for a script,
 * everything that its terminal shows, including typed lines. `file` is the name of the file that `line`
 * is in; it is missing where the assignment has one file. `message` includes `teacherMessage`, the teacher's
 * own words, followed by an empty line; it is missing where the teacher wrote none. Of a hidden test only name, title, outcome,
 * points and hint are ever sent.
 */
export const testResultSchema = z.object({
  name: z.string(),
  title: z.string(),
  outcome: z.enum(outcomes),
  message: z.string().nullable(),
  teacherMessage: z.string().optional(),
  call: z.string().nullable(),
  expected: z.string().nullable(),
  actual: z.string().nullable(),
  line: z.int().positive().nullable(),
  file: z.string().optional(),
  output: z.string().nullable(),
  points: z.number().nonnegative().nullable(),
  hint: z.string().nullable(),
  hidden: z.boolean(),
});
export type TestResult = z.infer<typeof testResultSchema>;

/** What a program used; times in milliseconds. A peak of 0 means that the host could not measure it. */
export const usageSchema = z.object({
  wallMs: z.number().nonnegative(),
  cpuMs: z.number().nonnegative(),
  peakMemoryBytes: z.int().nonnegative(),
});
export type Usage = z.infer<typeof usageSchema>;

/**
 * The result of grading a submission. For verdicts without tests (a syntax error, a module that does
 * not load), `output` has the message. Times and memory cover loading the program and the visible
 * tests, rounded up to the next 100 ms and MiB.
 */
export const resultSchema = z.object({
  verdict: z.enum(verdicts),
  correct: z.boolean(),
  points: z.number().nonnegative(),
  tests: z.array(testResultSchema),
  output: z.string(),
  ...usageSchema.shape,
});
export type Result = z.infer<typeof resultSchema>;

/**
 * A submission as its owner sees it. It has `code`, or `files` (program.ts), as it was handed in: the
 * assignment may edit other files now. Times are ISO 8601 in UTC. `earlierTests`: the result was made with
 * other tests, cases or limits than the assignment has now. `regradedAt`: when the result was replaced, because
 * the teacher had the submission graded again.
 */
export const submissionSchema = z.object({
  id: z.uuid(),
  assignmentId: z.uuid(),
  ...programShape,
  status: z.enum(submissionStatuses),
  result: resultSchema.nullable(),
  createdAt: z.iso.datetime(),
  gradedAt: z.iso.datetime().nullable(),
  reusedFrom: z.uuid().nullable(),
  earlierTests: z.boolean(),
  regradedAt: z.iso.datetime().nullable(),
});
export type Submission = z.infer<typeof submissionSchema>;

/** A result in a history, without tests and output, which can be long. */
export const resultSummarySchema = resultSchema.omit({ tests: true, output: true }).extend({
  testCount: z.int().nonnegative(),
  passedTestCount: z.int().nonnegative(),
});
export type ResultSummary = z.infer<typeof resultSummarySchema>;

/** A submission in a history, without its program, output and tests. */
export const historyEntrySchema = submissionSchema
  .omit({ code: true, files: true })
  .extend({ result: resultSummarySchema.nullable() });
export type HistoryEntry = z.infer<typeof historyEntrySchema>;

/** `{submission}`: the answer to handing in and to reading one. */
export const submissionAnswerSchema = z.object({ submission: submissionSchema });
export type SubmissionAnswer = z.infer<typeof submissionAnswerSchema>;

/** Body of `POST /api/submissions`. The size of the program is checked separately: 413 if too large. */
export const newSubmissionSchema = z
  .strictObject({ assignmentId: z.string(), ...newProgramShape })
  .refine(hasProgram, 'must have either `code` or `files`');
export type NewSubmission = z.infer<typeof newSubmissionSchema>;

/** Query of `GET /api/submissions`; `before` is the `next` of the previous page. A malformed id is 404. */
export const historyQuerySchema = z.strictObject({
  assignmentId: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(historyPageSize.max).default(historyPageSize.default),
  before: z.string().optional(),
});

/** A page of the user's history, newest first; `next` is null on the last one. */
export const historySchema = z.object({
  submissions: z.array(historyEntrySchema),
  next: z.uuid().nullable(),
});
export type History = z.infer<typeof historySchema>;
