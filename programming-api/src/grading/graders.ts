import type { HeartbeatRequest, MadeBy } from '@touchstone/contracts';
import { noteGraderSeen, listServing, type Database } from '@touchstone/database';
import { keepFor } from '@touchstone/runtime';
import type { FastifyBaseLogger } from 'fastify';

/** What this process knows about graders. */
export interface Graders {
  /** Rejects when it is not known whether the heartbeat was stored. */
  noteHeartbeat(heartbeat: HeartbeatRequest): Promise<void>;
  /** Any other call of a grader also shows that it is alive. Never fails, and nobody waits for it. */
  noteCall(instance: string | undefined): void;
  /** The judges and Pythons that grade at present. */
  serving(): Promise<readonly MadeBy[]>;
  /**
   * Whose results may be reused: the judge and Python of all graders. None while graders differ, since any
   * of them could grade the same program, and another verdict would then depend on which did before.
   */
  reusable(): Promise<readonly MadeBy[]>;
  /** The instance that is stored with an attempt; undefined where graders can't die alone. */
  instanceOf(instance: string | undefined): string | undefined;
}

/** After this long without a call, a grader's judge and Python no longer count. */
const servingMs = 30_000;
/** How long `serving` is cached, and the shortest time between two notes of one grader's calls. */
const keptMs = 1_000;

/** Graders in separate processes; all APIs know them through the database. */
export function createGraders(deps: {
  database: Database;
  log: FastifyBaseLogger;
  graderSilentMs: number;
}): Graders {
  const { log, graderSilentMs: silentMs } = deps;
  const { kysely } = deps.database;
  const noticedAtMs = new Map<string, number>();
  const serving = keepFor(keptMs, () => listServing(kysely, { withinMs: servingMs }));

  return {
    async noteHeartbeat({ instance, ...self }) {
      noticedAtMs.set(instance, performance.now());
      if (self.ended) noticedAtMs.delete(instance);
      await noteGraderSeen(kysely, { instance, self, silentMs });
    },
    noteCall(instance) {
      const nowMs = performance.now();
      if (instance === undefined || nowMs - (noticedAtMs.get(instance) ?? -Infinity) < keptMs)
        return;
      noticedAtMs.set(instance, nowMs);
      noteGraderSeen(kysely, { instance, silentMs }).catch((error: unknown) => {
        log.warn({ err: error, instance }, 'A grader’s call could not be noted');
      });
    },
    serving,
    reusable: async () => onlyOne(await serving()),
    instanceOf: (instance) => instance,
  };
}

/** Graders in this process: they live and die with it, so nothing about them is stored. */
export function createOwnGraders(): Graders {
  const pairs = new Map<string, MadeBy>();
  const serving = (): Promise<readonly MadeBy[]> => Promise.resolve([...pairs.values()]);
  return {
    noteHeartbeat({ serves }) {
      if (serves !== null) pairs.set(`${serves.judge} ${serves.python}`, serves);
      return Promise.resolve();
    },
    noteCall: () => undefined,
    serving,
    reusable: async () => onlyOne(await serving()),
    instanceOf: () => undefined,
  };
}

const onlyOne = (pairs: readonly MadeBy[]): readonly MadeBy[] => (pairs.length === 1 ? pairs : []);
