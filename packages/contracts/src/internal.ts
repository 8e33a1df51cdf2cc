import { z } from 'zod';
import { resultSchema } from './submission.ts';

/**
 * Body of `POST /internal/attempts`: a grader is about to grade this submission. `gradingId` is its
 * own name for this grading: the call repeated with it, after an answer that got lost, gets the
 * attempt that it began.
 */
export const attemptRequestSchema = z.strictObject({
  submissionId: z.uuid(),
  gradingId: z.uuid().optional(),
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
});
export type ResultRequest = z.infer<typeof resultRequestSchema>;

/** Body of `POST /internal/returns`: a grader ends an attempt without a result. */
export const returnRequestSchema = z.strictObject({
  submissionId: z.uuid(),
  attempt: z.int().positive(),
});
export type ReturnRequest = z.infer<typeof returnRequestSchema>;

/** What a grader says besides, whichever call it makes. */
export interface GraderCall {
  /** Of the POST that handed the submission in. */
  readonly requestId?: string;
}

/**
 * What a grader asks of the API, over HTTP in the stack and by a direct call in the all-in-one.
 * A rejected promise means "not known to be stored": the grader tries again.
 */
export interface GradingOffice {
  /** Raises the attempt number; `already-graded` and `unknown` entries are to be acknowledged. */
  beginAttempt(
    submissionId: string,
    gradingId?: string,
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
}
