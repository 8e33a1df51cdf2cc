import { z } from 'zod';
import { madeBySchema } from './judge.ts';
import { storedProgramShape } from './program-schema.ts';
import type { StoredProgram } from './program.ts';
import { resultSchema, type Result } from './submission.ts';

/**
 * Identifies a grader process from its start to its end: a grader that is restarted keeps its name, but
 * gets a new instance. Each call contains it, and shows that the process is alive.
 */
const instance = z.uuid().optional();

/**
 * Body of `POST /internal/attempts`: a grader is about to grade this submission. `gradingId` is the
 * grader's id for this grading. A call repeated with it, after its answer got lost, returns the attempt
 * that it began.
 */
export const attemptRequestSchema = z.strictObject({
  submissionId: z.uuid(),
  gradingId: z.uuid().optional(),
  instance,
});
export type AttemptRequest = z.infer<typeof attemptRequestSchema>;

/** What to grade. */
export const gradingSourceSchema = z.object({ ...storedProgramShape, bundleHash: z.string() });
export interface GradingSource extends StoredProgram {
  readonly bundleHash: string;
}

/**
 * The attempt's number, and what to grade. Results of earlier attempts are refused from now on. An API of the
 * version before has no `source` of a submission; then the grader reads it itself.
 */
export const attemptAnswerSchema = z.object({
  attempt: z.int().positive(),
  source: gradingSourceSchema.optional(),
});

/** Body of `POST /internal/results`. */
export const resultRequestSchema = z.strictObject({
  submissionId: z.uuid(),
  attempt: z.int().positive(),
  result: resultSchema,
  /** Without it the result is never reused. */
  madeBy: madeBySchema.optional(),
  instance,
});
export type ResultRequest = z.infer<typeof resultRequestSchema>;

/** Body of `POST /internal/returns`: a grader ends an attempt without a result. */
export const returnRequestSchema = z.strictObject({
  submissionId: z.uuid(),
  attempt: z.int().positive(),
  instance,
});
export type ReturnRequest = z.infer<typeof returnRequestSchema>;

/** Part of every call of a grader about a submission. */
export interface GraderCall {
  /** Id of the POST that handed the submission in. */
  readonly requestId?: string;
}

/** Body of `POST /internal/heartbeats`: a grader is alive, or, with `ended`, stops. */
export const heartbeatRequestSchema = z.strictObject({
  instance: z.uuid(),
  /** Only one instance of a name runs at a time: a new one shows that earlier ones are gone. */
  name: z.string().min(1).max(300),
  /** The judge and Python it grades with; null while it can't grade. */
  serves: madeBySchema.nullable(),
  ended: z.boolean(),
});
export type HeartbeatRequest = z.infer<typeof heartbeatRequestSchema>;

/**
 * How an attempt ended, or why a call about it changed nothing. The database, the office and
 * `/internal/*` all use these words:
 *
 *   stored          the result is stored
 *   repeated        this attempt's result was stored before, or the submission was given up after it
 *   stale           a newer attempt has begun; the entry belongs to its grader
 *   already-graded  the submission has a result, or follows another one; there is nothing to grade
 *   unknown         there is no such submission (any more)
 *   invalid         no result can be made of what was sent; the submission ended as internal-error
 *   requeued        the attempt was handed back, and the submission waits for another grader
 */
export const attemptEndings = [
  'stored',
  'repeated',
  'stale',
  'already-graded',
  'unknown',
  'invalid',
  'requeued',
] as const;
export type AttemptEnding = (typeof attemptEndings)[number];

/**
 * Part of each answer to a result or a return, and of each refusal to begin an attempt. An ending
 * that is not a success comes in a problem document.
 */
export const endingAnswerSchema = z.object({ ending: z.enum(attemptEndings) });

/** The result of a submission that could not be graded through a fault of ours. */
export const internalErrorResult = (reason: string): Result => ({
  verdict: 'internal-error',
  correct: false,
  points: 0,
  tests: [],
  output: `${reason} This was our fault, not yours. Please hand it in again.`,
  wallMs: 0,
  cpuMs: 0,
  peakMemoryBytes: 0,
});

/**
 * The API as graders call it, over HTTP in the stack and directly in the all-in-one. A rejected
 * promise means that it is not known whether the call took effect: the grader repeats it.
 */
export interface GradingOffice {
  /** Raises the attempt number, unless the submission is `already-graded` or `unknown`. */
  beginAttempt(
    request: AttemptRequest,
    call?: GraderCall,
  ): Promise<
    { kind: 'begun'; attempt: number; source?: GradingSource | undefined } | { kind: AttemptEnding }
  >;
  /** May be repeated. */
  storeResult(request: ResultRequest, call?: GraderCall): Promise<AttemptEnding>;
  /** Ends an attempt that this grader can't finish; it does not count as lost. May be repeated. */
  handBack(request: ReturnRequest, call?: GraderCall): Promise<AttemptEnding>;
  /** Sent every few seconds. Attempts of that instance that were counted as lost are not lost. */
  heartbeat(request: HeartbeatRequest): Promise<void>;
}
