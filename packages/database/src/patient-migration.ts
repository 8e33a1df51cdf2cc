import { backOffMs, jitter, pause } from '@touchstone/runtime/waiting';
import { sql } from 'kysely';
import type { Database } from './database.ts';
import { errorCodes, hasErrorCode } from './error-codes.ts';
import { listBlockers, nameBlockers, type Blocker } from './lock-blockers.ts';
import { MigrationError } from './migrations.ts';
import type { Connection } from './tables.ts';

/*
 * `alter table` waits for sessions that read the table, such as a backup, and all later queries on that
 * table wait behind it, which would stop a running server. So a migration waits for a lock for at most
 * lockTimeoutMs. Then it is rolled back, lets the others pass, and tries again:
 *
 *   apply -> applied   it got all locks
 *   apply -> pause     lock_timeout or a deadlock: the transaction is rolled back
 *   pause -> apply     after a back-off with jitter, until patienceMs is over
 *   pause -> given up  after that; the error names the sessions that hold the lock
 */
export interface Patience {
  /** The longest time that other queries wait behind a waiting migration. */
  lockTimeoutMs: number;
  /** How long a migration is tried, from its first wait for a lock. */
  patienceMs: number;
  /** Called when a migration did not get a lock and will be tried again. */
  onWaiting: (message: string) => void;
}

const usualPatience: Patience = {
  lockTimeoutMs: 2_000,
  patienceMs: 5 * 60_000,
  onWaiting: () => undefined,
};
/** Between two tries. */
const pauses = { firstMs: 500, maxMs: 10_000 };
/** How often a waiting migration looks for the sessions that block it. */
const pollsPerTry = 4;

/** Runs `apply` in a transaction, and repeats it until it gets its locks. */
export async function applyPatiently<T>(
  database: Database,
  patience: Partial<Patience>,
  apply: (transaction: Connection, setLimit: (migration: string) => Promise<void>) => Promise<T>,
): Promise<T> {
  const { lockTimeoutMs, patienceMs, onWaiting } = { ...usualPatience, ...patience };
  let giveUpAtMs: number | null = null;
  for (let tries = 0; ; tries += 1) {
    let migration = '';
    const polls: BlockerPoll[] = [];
    try {
      return await database.withoutTimeLimit((db) =>
        db.transaction().execute((transaction) =>
          apply(transaction, async (name) => {
            migration = name;
            polls.push(await pollBlockers(database, transaction, lockTimeoutMs / pollsPerTry));
            await sql`set local lock_timeout = ${sql.lit(lockTimeoutMs)}`.execute(transaction);
          }),
        ),
      );
    } catch (error) {
      if (!hasErrorCode(error, errorCodes.lockNotAvailable, errorCodes.deadlock)) throw error;
      const blockers = polls.at(-1)?.blockers() ?? [];
      giveUpAtMs ??= performance.now() - lockTimeoutMs + patienceMs;
      if (performance.now() >= giveUpAtMs) {
        throw new MigrationError(givenUp(migration, patienceMs, blockers), { cause: error });
      }
      onWaiting(
        `${migration} is waiting for a lock that ${nameBlockers(blockers)} holds: a backup may be running.`,
      );
      const pauseMs = jitter(backOffMs(tries, pauses));
      await pause(Math.min(pauseMs, giveUpAtMs - performance.now()));
    } finally {
      for (const poll of polls) poll.stop();
    }
  }
}

interface BlockerPoll {
  /** The sessions that blocked the migration when it was last blocked. */
  blockers(): readonly Blocker[];
  stop(): void;
}

/** Regularly looks, from another connection, for the sessions that block the transaction. */
async function pollBlockers(
  database: Database,
  transaction: Connection,
  everyMs: number,
): Promise<BlockerPoll> {
  const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(transaction);
  let seen: readonly Blocker[] = [];
  const look = async (): Promise<void> => {
    const blockers = await listBlockers(database.kysely, rows[0]?.pid ?? 0);
    if (blockers.length > 0) seen = blockers;
  };
  const timer = setInterval(() => void look().catch(() => undefined), everyMs);
  return { blockers: () => seen, stop: () => clearInterval(timer) };
}

function givenUp(migration: string, patienceMs: number, blockers: readonly Blocker[]): string {
  const [first] = blockers;
  const end =
    first === undefined ? '' : `, or end it with: select pg_terminate_backend(${first.pid})`;
  return (
    `Migration ${migration} was not applied: for ${Math.round(patienceMs / 1_000)} s ` +
    `${nameBlockers(blockers)} has held a lock that it needs. ` +
    `Wait until that session has ended${end}. Then run \`touchstone migrate\` again; ` +
    'migrations that were applied before stay applied.'
  );
}
