import {
  resultRequestSchema,
  type GraderCall,
  type GradingOffice,
  type Result,
  type ResultRequest,
} from '@touchstone/contracts';
import {
  beginAttempt,
  handBackAttempt,
  readSubmission,
  storeResult,
  type Database,
  type StoreResultOutcome,
} from '@touchstone/database';
import type { FastifyBaseLogger } from 'fastify';
import { z } from 'zod';
import type { RateLimits } from '../http/rate-limits.ts';
import type { Announce } from '../live/announcements.ts';
import type { Endings } from './endings.ts';
import type { Graders } from './graders.ts';
import { isStorable } from './storable.ts';

/*
 * Where graders report: over HTTP in the stack, by a direct call in the all-in-one. An answer
 * means that the transaction is committed; a rejection, that nothing is known to be stored, and
 * the grader tries again. Telling comes after the commit and never fails the answer.
 */

/** `invalid`: no result can be made of it, so the submission has ended as internal-error. */
type SettleOutcome = StoreResultOutcome['kind'] | 'invalid';

export interface Office extends GradingOffice {
  /** The same as storeResult, for what is not known to be a result. */
  settle(request: unknown, call?: GraderCall): Promise<SettleOutcome>;
}

const fenceSchema = z.object({ submissionId: z.uuid(), attempt: z.int().positive() });

const unusableResult: Result = {
  verdict: 'internal-error',
  correct: false,
  points: 0,
  tests: [],
  output:
    'Your program was graded, but the result could not be stored. The fault is ours, not yours: ' +
    'please hand it in again.',
  wallMs: 0,
  cpuMs: 0,
  peakMemoryBytes: 0,
};

/** Null unless it is a result that the database takes and the contract knows. */
function readRequest(request: unknown): ResultRequest | null {
  const { data } = resultRequestSchema.safeParse(request);
  if (data === undefined || !isStorable(data.result)) return null;
  return data.result.correct && data.result.verdict !== 'passed' ? null : data;
}

export function createOffice(deps: {
  database: Database;
  announce: Announce;
  endings: Endings;
  rateLimits: Pick<RateLimits, 'addResult'>;
  graders: Graders;
  log: FastifyBaseLogger;
  attemptSlackMs: number;
  attemptLimit: number;
}): Office {
  const { announce, endings, graders, rateLimits, log, attemptSlackMs, attemptLimit } = deps;
  const { kysely } = deps.database;

  const store = async (
    request: ResultRequest,
    call: GraderCall,
  ): Promise<StoreResultOutcome['kind']> => {
    graders.notice(request.instance);
    const outcome = await storeResult(kysely, request);
    const { submissionId, attempt } = request;
    const { kind } = outcome;
    const { verdict } = request.result;
    log.info({ ...call, submissionId, attempt, verdict, kind }, 'A result came in');
    if (outcome.kind === 'stored') {
      const bytes = Buffer.byteLength(JSON.stringify(request.result));
      const { userId } = outcome.stored;
      if (userId !== null) void rateLimits.addResult(userId, bytes);
      await endings.tell(outcome);
    } else if (outcome.kind === 'repeated') {
      // Whoever stored it first may have died before it told anybody.
      const stored = await readSubmission(kysely, submissionId);
      if (stored !== null) await announce(stored);
    }
    return kind;
  };

  const settle: Office['settle'] = async (raw, call = {}) => {
    const request = readRequest(raw);
    if (request !== null) return store(request, call);
    const fence = fenceSchema.safeParse(raw);
    if (!fence.success) return 'invalid';
    const { submissionId, attempt } = fence.data;
    log.error({ ...call, submissionId, attempt }, 'A grader sent a result that can not be stored');
    const kind = await store({ submissionId, attempt, result: unusableResult }, call);
    return kind === 'stored' || kind === 'repeated' ? 'invalid' : kind;
  };

  return {
    settle,
    async beginAttempt({ submissionId, gradingId, instance }, call) {
      graders.notice(instance);
      const outcome = await beginAttempt(kysely, {
        ...{ submissionId, gradingId, instance: graders.instanceOf(instance) },
        ...{ slackMs: attemptSlackMs, lostLimit: attemptLimit },
      });
      const { kind } = outcome;
      const attempt = kind === 'begun' ? outcome.attempt : undefined;
      log.info({ ...call, submissionId, attempt, kind }, 'A grader asked for an attempt');
      if (outcome.kind === 'begun') {
        // The grader does not wait for the news.
        for (const stored of [outcome.stored, ...outcome.followers]) void announce(stored);
        return { kind: 'begun', attempt: outcome.attempt };
      }
      if (outcome.kind !== 'exhausted') return outcome;
      for (const stored of outcome.changed) void announce(stored);
      // Does nothing as long as a loss is in doubt: then the sweeper goes on with it.
      await endings.giveUp(submissionId);
      return { kind: 'already-graded' };
    },
    async handBack(request, call) {
      graders.notice(request.instance);
      const outcome = await handBackAttempt(kysely, request);
      log.info({ ...call, ...request, kind: outcome.kind }, 'A grader gave an attempt back');
      switch (outcome.kind) {
        case 'queued':
          await Promise.all(outcome.changed.map(announce));
          return 'queued';
        case 'stale':
          return 'stale';
        case 'already-graded':
        case 'unknown':
          return 'settled';
      }
    },
    heartbeat: (request) => graders.hear(request),
    async storeResult(request, call) {
      const kind = await settle(request, call);
      switch (kind) {
        case 'stored':
        case 'repeated':
          return 'stored';
        case 'stale':
          return 'stale';
        case 'unknown':
        case 'invalid':
          return 'refused';
      }
    },
  };
}
