import type { HeartbeatRequest, MadeBy } from '@touchstone/contracts';
import { hearGrader, listServing, type Database } from '@touchstone/database';
import { keepFor } from '@touchstone/service';
import type { FastifyBaseLogger } from 'fastify';

/** What this process knows of those that grade. */
export interface Graders {
  /** A grader says who it is. Rejects when that is not known to be noted. */
  hear(heartbeat: HeartbeatRequest): Promise<void>;
  /** Another call of a grader, which shows that it is alive. Never fails, and nobody waits for it. */
  notice(instance: string | undefined): void;
  /** The judges and Pythons that results are made with now. */
  serving(): Promise<readonly MadeBy[]>;
  /** How an attempt names its grader; undefined where graders can't die alone. */
  instanceOf(instance: string | undefined): string | undefined;
}

/** A grader that has not been heard of for so long serves no more. */
const servingMs = 30_000;
/** What serves is asked for, and calls of one grader are noted, once in so long. */
const keptMs = 1_000;

/** Graders that are processes of their own, which every API hears of by the database. */
export function createGraders(deps: {
  database: Database;
  log: FastifyBaseLogger;
  graderSilentMs: number;
}): Graders {
  const { log, graderSilentMs: silentMs } = deps;
  const { kysely } = deps.database;
  const noticedAtMs = new Map<string, number>();

  return {
    async hear({ instance, ...self }) {
      noticedAtMs.set(instance, performance.now());
      if (self.ended) noticedAtMs.delete(instance);
      await hearGrader(kysely, { instance, self, silentMs });
    },
    notice(instance) {
      const nowMs = performance.now();
      if (instance === undefined || nowMs - (noticedAtMs.get(instance) ?? -Infinity) < keptMs)
        return;
      noticedAtMs.set(instance, nowMs);
      hearGrader(kysely, { instance, silentMs }).catch((error: unknown) => {
        log.warn({ err: error, instance }, 'A grader was heard, and this could not be noted');
      });
    },
    serving: keepFor(keptMs, () => listServing(kysely, { withinMs: servingMs })),
    instanceOf: (instance) => instance,
  };
}

/** Graders in this process: they live and die with it, so nothing need be written down of them. */
export function createOwnGraders(): Graders {
  const pairs = new Map<string, MadeBy>();
  return {
    hear({ serves }) {
      if (serves !== null) pairs.set(`${serves.judge} ${serves.python}`, serves);
      return Promise.resolve();
    },
    notice: () => undefined,
    serving: () => Promise.resolve([...pairs.values()]),
    instanceOf: () => undefined,
  };
}
