import {
  internalErrorResult,
  resultRequestSchema,
  type AttemptEnding,
  type GraderCall,
  type GradingOffice,
  type ResultRequest,
} from '@touchstone/contracts';
import {
  beginAttempt,
  beginProgram,
  handBackAttempt,
  handBackProgram,
  readSubmission,
  storeProgramResult,
  storeResult,
  type Database,
} from '@touchstone/database';
import type { FastifyBaseLogger } from 'fastify';
import { z } from 'zod';
import type { RateLimits } from '../http/rate-limits.ts';
import type { Announce } from '../live/announcements.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { Rush } from './rush.ts';
import type { Endings } from './endings.ts';
import type { Graders } from './graders.ts';
import { isStorable } from './storable.ts';

/*
 * Where graders report: over HTTP in the stack, by a direct call in the all-in-one. An answer means
 * that the transaction is committed; a rejection, that it is not known whether anything was stored,
 * and the grader repeats the call. What is no submission may be a program of a regrade, whose result
 * concerns nobody until it is applied. Announcements follow the commit, and their failures do not affect
 * the answer.
 */

export interface Office extends GradingOffice {
  /** Also takes what is not known to be a result. */
  storeResult(request: unknown, call?: GraderCall): Promise<AttemptEnding>;
}

const fenceSchema = z.object({ submissionId: z.uuid(), attempt: z.int().positive() });

const unusableResult = internalErrorResult(
  'Your program was graded, but the result could not be stored.',
);

/** Null unless it is a result that the contract knows and the database can store. */
function parseRequest(request: unknown): ResultRequest | null {
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
  rush: Pick<Rush, 'untilCalm'>;
  metrics: Pick<Metrics, 'attemptBegun' | 'attemptEnded'>;
  log: FastifyBaseLogger;
  attemptSlackMs: number;
  attemptLimit: number;
}): Office {
  const { announce, endings, graders, rateLimits, rush, metrics, log } = deps;
  const { attemptSlackMs, attemptLimit } = deps;
  const { kysely } = deps.database;

  const store = async (request: ResultRequest, call: GraderCall): Promise<AttemptEnding> => {
    graders.noteCall(request.instance);
    const outcome = await storeResult(kysely, request);
    if (outcome.kind === 'unknown') {
      const ofProgram = await storeProgramResult(kysely, request);
      if (ofProgram !== 'unknown') return ofProgram;
    }
    metrics.attemptEnded(outcome.kind);
    const { submissionId, attempt } = request;
    const { kind } = outcome;
    const { verdict } = request.result;
    log.info({ ...call, submissionId, attempt, verdict, kind }, 'A result was received');
    if (outcome.kind === 'stored') {
      const { userId } = outcome.stored;
      if (userId !== null) void rateLimits.addResult(userId, outcome.resultBytes);
      await endings.announceEnd(outcome);
    } else if (outcome.kind === 'repeated') {
      // The process that stored it may have died before it announced the result.
      const stored = await readSubmission(kysely, submissionId);
      if (stored !== null) await announce(stored);
    }
    return kind;
  };

  return {
    async beginAttempt({ submissionId, gradingId, instance }, call) {
      graders.noteCall(instance);
      await rush.untilCalm();
      const outcome = await beginAttempt(kysely, {
        submissionId,
        gradingId,
        instance: graders.instanceOf(instance),
        slackMs: attemptSlackMs,
        lostLimit: attemptLimit,
      });
      if (outcome.kind === 'unknown') {
        const program = await beginProgram(kysely, {
          ...{ id: submissionId, gradingId },
          ...{ slackMs: attemptSlackMs, lostLimit: attemptLimit },
        });
        if (program.kind !== 'unknown') return program;
      }
      const { kind } = outcome;
      const attempt = kind === 'begun' ? outcome.attempt : undefined;
      log.info({ ...call, submissionId, attempt, kind }, 'A grader requested an attempt');
      if (outcome.kind === 'begun') {
        metrics.attemptBegun(outcome.attempt);
        // The grader does not wait for the announcements.
        for (const stored of [outcome.stored, ...outcome.followers]) void announce(stored);
        return { kind: 'begun', attempt: outcome.attempt, source: outcome.source };
      }
      if (outcome.kind !== 'exhausted') {
        metrics.attemptEnded(outcome.kind);
        return outcome;
      }
      for (const stored of outcome.changed) void announce(stored);
      // Does nothing while a loss is in doubt; then the sweeper gives it up later.
      await endings.giveUp(submissionId);
      return { kind: 'already-graded' };
    },
    async storeResult(raw, call = {}) {
      const request = parseRequest(raw);
      if (request !== null) return store(request, call);
      const fence = fenceSchema.safeParse(raw);
      if (!fence.success) return 'invalid';
      const { submissionId, attempt } = fence.data;
      log.error({ ...call, submissionId, attempt }, 'A grader sent a result that cannot be stored');
      const ending = await store({ submissionId, attempt, result: unusableResult }, call);
      return ending === 'stored' || ending === 'repeated' ? 'invalid' : ending;
    },
    async handBack(request, call) {
      graders.noteCall(request.instance);
      const outcome = await handBackAttempt(kysely, request);
      if (outcome.kind === 'unknown') {
        const { submissionId: id, attempt } = request;
        const ofProgram = await handBackProgram(kysely, { id, attempt });
        if (ofProgram !== 'unknown') return ofProgram;
      }
      metrics.attemptEnded(outcome.kind);
      log.info({ ...call, ...request, kind: outcome.kind }, 'A grader handed an attempt back');
      if (outcome.kind === 'requeued') await Promise.all(outcome.changed.map(announce));
      return outcome.kind;
    },
    heartbeat: (request) => graders.noteHeartbeat(request),
  };
}
