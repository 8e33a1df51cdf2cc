import type { Database } from '@touchstone/database';
import { within } from '@touchstone/runtime';
import { sql } from 'kysely';

/** What time it is: the database's time, which is the same for all processes. */
export interface Clock {
  now(): Date;
}

export interface RunningClock extends Clock {
  stop(): void;
}

const remeasureMs = 60_000;
const measureTimeoutMs = 2_000;

/**
 * This machine's clock, corrected by how far it is from the database's. That is measured now and each minute;
 * while the database does not answer, the last distance counts.
 */
export async function startDatabaseClock(deps: {
  database: Pick<Database, 'kysely'>;
  localNow?: () => number;
}): Promise<RunningClock> {
  const { database, localNow = Date.now } = deps;
  let distanceMs = 0;
  const measure = async (): Promise<void> => {
    // Opening a connection takes long, and would count as distance.
    const { rows, between } = await within(
      database.kysely.connection().execute(async (open) => {
        const before = localNow();
        const answer = await sql<{ now: number }>`
          select (extract(epoch from clock_timestamp()) * 1000)::double precision as now`.execute(
          open,
        );
        return { ...answer, between: (before + localNow()) / 2 };
      }),
      measureTimeoutMs,
      'Reading the time of the database',
    );
    const now = rows[0]?.now;
    if (now !== undefined) distanceMs = now - between;
  };
  const tryToMeasure = (): Promise<void> => measure().catch(() => undefined);
  await tryToMeasure();
  const timer = setInterval(() => void tryToMeasure(), remeasureMs);
  timer.unref();
  return {
    now: () => new Date(Math.round(localNow() + distanceMs)),
    stop: () => clearInterval(timer),
  };
}
