import { z } from 'zod';
import { madeBySchema } from './made-by.ts';
import { resultSchema } from './submission.ts';

/**
 * A grader process from its start to its end: no two have the same, though one that is started again
 * keeps its name. Every call names it, and is a sign of its life.
 */
const instance = z.uuid().optional();

/**
 * Body of `POST /internal/attempts`: a grader is about to grade this submission. `gradingId` is its
 * own name for this grading: the call repeated with it, after an answer that got lost, gets the
 * attempt that it began.
 */
export const attemptRequestSchema = z.strictObject({
  submissionId: z.uuid(),
  gradingId: z.uuid().optional(),
  instance,
});
export type AttemptRequest = z.infer<typeof attemptRequestSchema>;

/** The attempt's number, which fences off every earlier one. */
export const attemptAnswerSchema = z.object({ attempt: z.int().positive() });
export type AttemptAnswer = z.infer<typeof attemptAnswerSchema>;

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

/** What a grader says besides, whichever call it makes. */
export interface GraderCall {
  /** Of the POST that handed the submission in. */
  readonly requestId?: string;
}

/** Body of `POST /internal/heartbeats`: a grader is alive, and with `ended` says that it ends. */
export const heartbeatRequestSchema = z.strictObject({
  instance: z.uuid(),
  /** One instance of a name runs at a time: a new one tells that those before it are gone. */
  name: z.string().min(1).max(300),
  /** What it grades with; null while it can't grade. */
  serves: madeBySchema.nullable(),
  ended: z.boolean(),
});
export type HeartbeatRequest = z.infer<typeof heartbeatRequestSchema>;

/**
 * What a grader asks of the API, over HTTP in the stack and by a direct call in the all-in-one.
 * A rejected promise means "not known to be stored": the grader tries again.
 */
export interface GradingOffice {
  /** Raises the attempt number; `already-graded` and `unknown` entries are to be acknowledged. */
  beginAttempt(
    request: AttemptRequest,
    call?: GraderCall,
  ): Promise<{ kind: 'begun'; attempt: number } | { kind: 'already-graded' } | { kind: 'unknown' }>;
  /**
   * Stores the result. `stored` also for a repeat; `stale`: a newer attempt took over, and the
   * entry is no longer this grader's to acknowledge; `refused`: final, acknowledge and log.
   */
  storeResult(request: ResultRequest, call?: GraderCall): Promise<'stored' | 'stale' | 'refused'>;
  /**
   * Gives an attempt back that this grader can't end, which then does not count as lost. `queued`:
   * the entry is to be handed back, too; `settled`: graded already or unknown, acknowledge; `stale`
   * as above.
   */
  handBack(request: ReturnRequest, call?: GraderCall): Promise<'queued' | 'settled' | 'stale'>;
  /** Said every few seconds: what was taken for lost of an instance that speaks is not lost. */
  heartbeat(request: HeartbeatRequest): Promise<void>;
}
