import { sql } from 'kysely';
import type { Connection } from '../tables.ts';

export interface RemovedSubmissions {
  readonly count: number;
  /** What they took of the disk, about: their programs and results as stored, and the row itself. */
  readonly bytes: number;
}

/** Of a row besides program and result: its other columns, headers and entries in indexes, about. */
const rowBytes = 800;

/**
 * Removes graded submissions, and a leaving user's ungraded one, in a transaction that has locked
 * their rows and removals. One that others name by `reused_from` or `leader_id` stays for their
 * sake, with code and result, and is nobody's from then on; it goes with the last row that names it.
 */
export async function removeSubmissions(
  transaction: Connection,
  ids: readonly string[],
): Promise<RemovedSubmissions> {
  if (ids.length === 0) return { count: 0, bytes: 0 };
  const leaving = sql`any(${sql.val(ids)}::uuid[])`;
  const { rows: kept } = await sql<{ id: string }>`
    update submissions as s set user_id = null
    where s.id = ${leaving} and exists (
      select from submissions as other
      where (other.reused_from = s.id or other.leader_id = s.id) and not other.id = ${leaving}
    )
    returning s.id`.execute(transaction);
  const keptIds = sql.val(kept.map(({ id }) => id));
  const { rows } = await sql<RemovedRow>`
    delete from submissions as s where s.id = ${leaving} and not s.id = any(${keptIds}::uuid[])
    returning ${removedColumns}`.execute(transaction);
  const sources = rows.flatMap(({ source }) => (source === null ? [] : [source]));
  return add(sumOf(rows), await removeUnnamed(transaction, [...new Set(sources)]));
}

/** Removes those of the submissions that are nobody's and that no row names any more. */
export async function removeUnnamed(
  transaction: Connection,
  ids: readonly string[],
): Promise<RemovedSubmissions> {
  if (ids.length === 0) return { count: 0, bytes: 0 };
  // A statement of its own: what the next one sees of rows that name these is newer than the locks.
  // One that is locked is just being named.
  const { rows: locked } = await sql<{ id: string }>`
    select id from submissions
    where id = any(${sql.val(ids)}::uuid[]) and user_id is null
    order by id for update skip locked`.execute(transaction);
  const { rows } = await sql<RemovedRow>`
    delete from submissions as s
    where s.id = any(${sql.val(locked.map(({ id }) => id))}::uuid[]) and not exists (
      select from submissions as other where other.reused_from = s.id or other.leader_id = s.id
    )
    returning ${removedColumns}`.execute(transaction);
  return sumOf(rows);
}

interface RemovedRow {
  readonly source: string | null;
  readonly bytes: number;
}

/** As they are stored, compressed; what is long lies in pages of its own, with a tenth of loss. */
export const bytesOf = (row: string) => sql<number>`(
  coalesce(pg_column_size(${sql.ref(`${row}.code`)}), 0)
  + coalesce(pg_column_size(${sql.ref(`${row}.result`)}), 0)
) * 11 / 10 + ${sql.lit(rowBytes)}`;

const removedColumns = sql`coalesce(s.reused_from, s.leader_id) as source, ${bytesOf('s')} as bytes`;

const sumOf = (rows: readonly RemovedRow[]): RemovedSubmissions => ({
  count: rows.length,
  bytes: rows.reduce((sum, { bytes }) => sum + bytes, 0),
});

const add = (one: RemovedSubmissions, other: RemovedSubmissions): RemovedSubmissions => ({
  count: one.count + other.count,
  bytes: one.bytes + other.bytes,
});
