import {
  listQueued,
  requeueExpired,
  type Database,
  type StoredSubmission,
} from '@touchstone/database';
import type { Messaging } from '@touchstone/messaging';
import type { FastifyBaseLogger } from 'fastify';
import type { Metrics } from '../health/metrics.ts';
import type { Announce } from '../live/announcements.ts';
import { startRounds, type Rounds } from './rounds.ts';

/*
 * Nothing that was accepted stays stuck:
 *
 *   grading, deadline passed   -> queued again, or after attemptLimit attempts internal-error
 *   queued, no stream entry    -> an entry (never added, or Redis lost its data)
 *
 * Any number of processes may sweep at once: the database hands each row to one of them, and a
 * submission that has an entry gets no second.
 */

const pageSize = 500;

export interface SweeperDeps {
  readonly database: Database;
  readonly messaging: Pick<Messaging, 'stream'>;
  readonly announce: Announce;
  readonly metrics: Metrics;
  readonly log: FastifyBaseLogger;
  readonly sweepMs: number;
  readonly entryGraceMs: number;
  readonly attemptLimit: number;
}

export const startSweeper = (deps: SweeperDeps): Rounds =>
  startRounds({
    intervalMs: deps.sweepMs,
    round: async () => {
      await endLostAttempts(deps);
      await addMissingEntries(deps);
    },
    onError: (error) => deps.log.warn({ err: error }, 'A sweep failed, the next one tries again'),
  });

async function endLostAttempts(deps: SweeperDeps): Promise<void> {
  const { database, metrics, log, attemptLimit: maxAttempts } = deps;
  let swept: readonly StoredSubmission[];
  do {
    const sweep = { maxAttempts, limit: pageSize };
    const { requeued, givenUp } = await requeueExpired(database.kysely, sweep);
    metrics.swept('requeued', requeued.length);
    metrics.swept('given-up', givenUp.length);
    for (const { submission } of givenUp) {
      metrics.graded('internal-error');
      log.error({ submissionId: submission.id }, 'A submission was given up');
    }
    swept = [...requeued, ...givenUp];
    await Promise.all(swept.map((stored) => deps.announce(stored)));
  } while (swept.length === pageSize);
}

async function addMissingEntries(deps: SweeperDeps): Promise<void> {
  const { database, messaging, metrics, entryGraceMs: olderThanMs } = deps;
  let afterId: string | undefined;
  for (;;) {
    const queued = await listQueued(database.kysely, {
      ...{ olderThanMs, limit: pageSize },
      ...(afterId !== undefined && { afterId }),
    });
    if (queued.length > 0) {
      const missing = new Set(await messaging.stream.missing(queued.map(({ id }) => id)));
      for (const { id, assignmentId, attempt } of queued) {
        if (missing.has(id))
          await messaging.stream.add({ submissionId: id, assignmentId, attempt });
      }
      metrics.swept('added-again', missing.size);
    }
    if (queued.length < pageSize) return;
    afterId = queued.at(-1)?.id;
  }
}
