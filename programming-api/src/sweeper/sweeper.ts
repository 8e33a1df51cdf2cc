import {
  expireAttempts,
  expirePrograms,
  forgetGraders,
  freeStranded,
  listExhausted,
  listQueued,
  listQueuedPrograms,
  listStranded,
  markSilentGradersGone,
  type Database,
  type StoredSubmission,
} from '@touchstone/database';
import type { Messaging } from '@touchstone/messaging';
import type { FastifyBaseLogger } from 'fastify';
import type { Endings } from '../grading/endings.ts';
import type { Graders } from '../grading/graders.ts';
import type { Admissions } from '../grading/admissions.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { Announce } from '../live/announcements.ts';
import { Outage } from './outage.ts';
import { startRounds, type Rounds } from './rounds.ts';

/*
 * No accepted submission stays stuck:
 *
 *   grading, deadline passed           -> queued again, the attempt counts as lost
 *   grader silent for graderGoneMs     -> gone, so that its losses are certain
 *   queued, attemptLimit attempts lost -> internal-error, if no loss is in doubt
 *   following one that has ended       -> its result, another leader, or the queue
 *   received, nothing else ungraded    -> the queue
 *   queued, no stream entry            -> an entry (never added, or Redis lost its data)
 *   the next programs of regrades      -> an entry each in the lane of regrades, which stays short
 *
 * Any number of processes may sweep at once: the database gives each row to one of them, and a
 * submission never gets a second entry. No attempt counts as lost because this process or the
 * database was unavailable: see outage.ts.
 */

const pageSize = 500;
/** Pages of the queue that a round looks at; the next one goes on behind them. */
const pagesPerRound = 4;
/** Programs of regrades that have an entry: more than graders finish between two rounds. */
const regradePageSize = 200;

export interface SweeperDeps {
  readonly database: Database;
  readonly messaging: Pick<Messaging, 'stream'>;
  readonly announce: Announce;
  readonly endings: Endings;
  readonly admissions: Pick<Admissions, 'sweep'>;
  readonly metrics: Metrics;
  readonly log: FastifyBaseLogger;
  readonly sweepIntervalMs: number;
  readonly entryGraceMs: number;
  readonly outageGraceMs: number;
  readonly attemptLimit: number;
  readonly graders: Pick<Graders, 'reusable'>;
  readonly graderSilentMs: number;
  readonly graderGoneMs: number;
}

export function startSweeper(deps: SweeperDeps): Rounds {
  const outage = new Outage(deps.outageGraceMs);
  let afterId: string | undefined;
  return startRounds({
    intervalMs: deps.sweepIntervalMs,
    round: async () => {
      await endLostAttempts(deps, outage);
      await deps.admissions.sweep();
      afterId = await addMissingEntries(deps, afterId);
      await feedRegrades(deps, outage);
    },
    onError(error) {
      deps.metrics.sweepFailed();
      deps.log.warn({ err: error }, 'A sweep failed; the next one tries again');
    },
  });
}

async function endLostAttempts(deps: SweeperDeps, outage: Outage): Promise<void> {
  try {
    await freeFollowers(deps);
    outage.answered();
    if (outage.isOver) {
      await markSilentGradersGone(deps.database.kysely, { goneMs: deps.graderGoneMs });
      await forgetGraders(deps.database.kysely);
      await expire(deps);
    }
    await giveUpExhausted(deps);
  } catch (error) {
    outage.failed();
    throw error;
  }
}

async function expire(deps: SweeperDeps): Promise<void> {
  const { database, metrics, announce, log, graderSilentMs: silentMs } = deps;
  let expired: readonly StoredSubmission[];
  do {
    expired = await expireAttempts(database.kysely, { limit: pageSize, silentMs });
    metrics.swept('requeued', expired.filter(({ leaderId }) => leaderId === null).length);
    for (const { submission, attempt, requestId, leaderId } of expired) {
      if (leaderId !== null) continue;
      log.warn({ requestId, submissionId: submission.id, attempt }, 'An attempt was lost');
    }
    await Promise.all(expired.map(announce));
  } while (expired.length >= pageSize);
}

async function giveUpExhausted({ database, endings, attemptLimit }: SweeperDeps): Promise<void> {
  const page = { lostLimit: attemptLimit, limit: pageSize };
  for (const id of await listExhausted(database.kysely, page)) await endings.giveUp(id);
}

async function freeFollowers({ database, endings, graders, log }: SweeperDeps): Promise<void> {
  for (const id of await listStranded(database.kysely, pageSize)) {
    const serving = await graders.reusable();
    const followers = await freeStranded(database.kysely, id, serving);
    for (const { submission, requestId } of followers.changed) {
      const which = { requestId, submissionId: submission.id };
      log.error(which, 'A submission followed one that had ended without it');
    }
    await endings.announceFollowers(followers);
  }
}

/** Resolves to the last submission that was looked at; undefined at the end of the queue. */
async function addMissingEntries(
  deps: SweeperDeps,
  from: string | undefined,
): Promise<string | undefined> {
  const { database, messaging, metrics, log, entryGraceMs: olderThanMs } = deps;
  let afterId = from;
  for (let pages = 0; pages < pagesPerRound; pages++) {
    const queued = await listQueued(database.kysely, {
      olderThanMs,
      limit: pageSize,
      lostLimit: deps.attemptLimit,
      ...(afterId !== undefined && { afterId }),
    });
    if (queued.length > 0) {
      const missing = new Set(await messaging.stream.missing(queued.map(({ id }) => id)));
      for (const { id, ...entry } of queued) {
        if (!missing.has(id)) continue;
        await messaging.stream.add({ submissionId: id, ...entry });
        const { requestId } = entry;
        log.info({ requestId, submissionId: id }, 'A missing stream entry was added again');
      }
      metrics.swept('added-again', missing.size);
    }
    if (queued.length < pageSize) return undefined;
    afterId = queued.at(-1)?.id;
  }
  return afterId;
}

async function feedRegrades(deps: SweeperDeps, outage: Outage): Promise<void> {
  const { database, messaging, attemptLimit } = deps;
  if (outage.isOver) await expirePrograms(database.kysely, { lostLimit: attemptLimit });
  const queued = await listQueuedPrograms(database.kysely, regradePageSize);
  if (queued.length === 0) return;
  const missing = new Set(await messaging.stream.missing(queued.map(({ id }) => id)));
  for (const { id, ...entry } of queued) {
    if (missing.has(id)) await messaging.stream.add({ submissionId: id, ...entry }, 'regrade');
  }
}
