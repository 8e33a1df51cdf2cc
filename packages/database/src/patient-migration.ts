import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Database } from './database.ts';
import { errorCodes, hasErrorCode } from './error-codes.ts';
import { listBlockers, nameBlockers, type Blocker } from './lock-blockers.ts';
import { MigrationError } from './migrations.ts';
import type { Connection } from './tables.ts';

/*
 * `alter table` waits for whoever reads the table, a backup say, and everyone who comes later for
 * that table waits behind it: a server that goes on running would stand still. So a migration waits
 * for a lock for lockTimeoutMs at most. Then it is undone, lets the others pass, and tries again:
 *
 *   apply -> applied   it got all locks
 *   apply -> pause     lock_timeout, or a deadlock: the transaction is rolled back
 *   pause -> apply     after a back-off with jitter, as long as patienceMs is not over
 *   pause -> given up  else; the error names who holds the lock
 */
export interface Patience {
  /** The longest that a reader is held up behind a migration which waits. */
  lockTimeoutMs: number;
  /** How long a migration tries, from its first wait for a lock. */
  patienceMs: number;
  /** Told when a migration has waited in vain, and tries again later. */
  onWaiting: (message: string) => void;
}

const usualPatience: Patience = {
  lockTimeoutMs: 2_000,
  patienceMs: 5 * 60_000,
  onWaiting: () => undefined,
};
const firstPauseMs = 500;
const mostPauseMs = 10_000;
/** How often it is looked who holds the lock, while one is waited for. */
const looksEach = 4;

/** Runs `apply` in a transaction, again and again until it gets its locks. */
export async function applyPatiently<T>(
  database: Database,
  patience: Partial<Patience>,
  apply: (transaction: Connection, setLimit: (migration: string) => Promise<void>) => Promise<T>,
): Promise<T> {
  const { lockTimeoutMs, patienceMs, onWaiting } = { ...usualPatience, ...patience };
  let giveUpAtMs: number | null = null;
  for (let tries = 0; ; tries += 1) {
    let migration = '';
    const watches: Watch[] = [];
    try {
      return await database.withoutTimeLimit((db) =>
        db.transaction().execute((transaction) =>
          apply(transaction, async (name) => {
            migration = name;
            watches.push(await watchBlockers(database, transaction, lockTimeoutMs / looksEach));
            await sql`set local lock_timeout = ${sql.lit(lockTimeoutMs)}`.execute(transaction);
          }),
        ),
      );
    } catch (error) {
      if (!hasErrorCode(error, errorCodes.lockNotAvailable, errorCodes.deadlock)) throw error;
      const blockers = watches.at(-1)?.blockers() ?? [];
      giveUpAtMs ??= performance.now() - lockTimeoutMs + patienceMs;
      if (performance.now() >= giveUpAtMs) {
        throw givenUp(migration, { patienceMs, blockers, cause: error });
      }
      onWaiting(
        `${migration} is waiting for a lock that ${nameBlockers(blockers)} holds: a backup may be running.`,
      );
      const pauseMs = Math.min(firstPauseMs * 2 ** tries, mostPauseMs) * (0.5 + Math.random() / 2);
      await delay(Math.max(0, Math.min(pauseMs, giveUpAtMs - performance.now())));
    } finally {
      for (const watch of watches) watch.stop();
    }
  }
}

interface Watch {
  /** Who was last seen to hold up the migration. */
  blockers(): readonly Blocker[];
  stop(): void;
}

/** Looks again and again, from another connection, who holds up the transaction. */
async function watchBlockers(
  database: Database,
  transaction: Connection,
  everyMs: number,
): Promise<Watch> {
  const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(transaction);
  let seen: readonly Blocker[] = [];
  const look = async (): Promise<void> => {
    const blockers = await listBlockers(database.kysely, rows[0]?.pid ?? 0);
    if (blockers.length > 0) seen = blockers;
  };
  const timer = setInterval(() => void look().catch(() => undefined), everyMs);
  return { blockers: () => seen, stop: () => clearInterval(timer) };
}

function givenUp(
  migration: string,
  {
    patienceMs,
    blockers,
    cause,
  }: { patienceMs: number; blockers: readonly Blocker[]; cause: unknown },
): MigrationError {
  const [first] = blockers;
  const end =
    first === undefined ? '' : `, or end it with: select pg_terminate_backend(${first.pid})`;
  return new MigrationError(
    `Migration ${migration} was not applied: for ${Math.round(patienceMs / 1_000)} s ` +
      `${nameBlockers(blockers)} has held a lock that it needs. ` +
      `Wait until that session has ended${end}. Then run \`touchstone migrate\` again; ` +
      'what was applied before stays.',
    { cause },
  );
}
