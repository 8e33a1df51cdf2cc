import { sql } from 'kysely';
import type { Connection } from './tables.ts';

/** A session that holds a lock which another one waits for. */
export interface Blocker {
  readonly pid: number;
  /** Its application name, such as `pg_dump`; empty when it has none, or it may not be read. */
  readonly application: string;
  /** When its transaction began; null when that may not be read. */
  readonly since: Date | null;
}

/** The sessions that block that one at present. Of other roles' sessions only the pid is known. */
export async function listBlockers(db: Connection, pid: number): Promise<Blocker[]> {
  const { rows } = await sql<Blocker>`
    select pid, coalesce(application_name, '') as application, xact_start as since
    from pg_stat_activity
    where pid = any(pg_blocking_pids(${sql.lit(pid)}))
    order by xact_start nulls last`.execute(db);
  return rows;
}

/** `another session (PID 4711, pg_dump, since 2026-11-29 06:12:01 UTC)` */
export function nameBlockers(blockers: readonly Blocker[]): string {
  const named = blockers.map(({ pid, application, since }) =>
    [
      `PID ${pid}`,
      ...(application === '' ? [] : [application]),
      ...(since === null
        ? []
        : [`since ${since.toISOString().slice(0, 19).replace('T', ' ')} UTC`]),
    ].join(', '),
  );
  return named.length === 0 ? 'another session' : `another session (${named.join('; ')})`;
}
