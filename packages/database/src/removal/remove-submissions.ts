import { sql } from 'kysely';
import { removeEmptyStandings } from '../standing/refresh.ts';
import type { Connection } from '../tables.ts';

export interface RemovedSubmissions {
  readonly submissions: number;
  /** Size on disk, about: programs and results as stored, and the rows. */
  readonly bytes: number;
}

const nothing: RemovedSubmissions = { submissions: 0, bytes: 0 };

/** Size of a row without program and result, about: other columns, headers and index entries. */
const rowBytes = 800;

/**
 * Removes graded submissions, and the ungraded one of a user who is deleted, in a transaction that has
 * locked their rows and removals. A row that others refer to by `reused_from` or `leader_id` stays with
 * code and result, and is nobody's from then on; it is removed with the last row that refers to it.
 */
export async function removeSubmissions(
  transaction: Connection,
  ids: readonly string[],
): Promise<RemovedSubmissions> {
  if (ids.length === 0) return nothing;
  const leaving = sql`any(${sql.val(ids)}::uuid[])`;
  await removeFromRegrades(transaction, ids);
  const { rows: owners } = await sql<{ user_id: string; assignment_id: string }>`
    select distinct user_id, assignment_id from submissions
    where id = ${leaving} and user_id is not null`.execute(transaction);
  const { rows: kept } = await sql<{ id: string }>`
    update submissions as s set user_id = null
    where s.id = ${leaving} and exists (
      select from submissions as other
      where (other.reused_from = s.id or other.leader_id = s.id) and not other.id = ${leaving}
    )
    returning s.id`.execute(transaction);
  const keptIds = sql.val(kept.map(({ id }) => id));
  await sql`delete from failures where submission_id = any(${keptIds}::uuid[])`.execute(
    transaction,
  );
  const { rows } = await sql<RemovedRow>`
    delete from submissions as s where s.id = ${leaving} and not s.id = any(${keptIds}::uuid[])
    returning ${removedColumns}`.execute(transaction);
  const sources = rows.flatMap(({ source }) => (source === null ? [] : [source]));
  const named = sumOf(rows);
  await removeEmptyStandings(transaction, owners);
  const unnamed = await removeUnnamed(transaction, [...new Set(sources)]);
  return {
    submissions: named.submissions + unnamed.submissions,
    bytes: named.bytes + unnamed.bytes,
  };
}

/** Also the results of programs that are nobody else's. */
async function removeFromRegrades(transaction: Connection, ids: readonly string[]): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    delete from regrade_submissions where submission_id = any(${sql.val(ids)}::uuid[])
    returning program_id as id`.execute(transaction);
  if (rows.length === 0) return;
  await sql`
    delete from regrade_programs as program
    where program.id = any(${sql.val(rows.map(({ id }) => id))}::uuid[]) and not exists (
      select from regrade_submissions where program_id = program.id
    )`.execute(transaction);
}

/** Removes the submissions that are nobody's and to which no row refers. */
export async function removeUnnamed(
  transaction: Connection,
  ids: readonly string[],
): Promise<RemovedSubmissions> {
  if (ids.length === 0) return nothing;
  // A separate statement, so that the next one sees all references made before these locks. A row
  // that is locked now is just getting a reference.
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

/** As stored, compressed; long values are in separate pages, which waste about a tenth. */
export const bytesOf = (row: string) => sql<number>`(
  coalesce(pg_column_size(${sql.ref(`${row}.code`)}), 0)
  + coalesce(pg_column_size(${sql.ref(`${row}.other_files`)}), 0)
  + coalesce(pg_column_size(${sql.ref(`${row}.result`)}), 0)
) * 11 / 10 + ${sql.lit(rowBytes)}`;

const removedColumns = sql`coalesce(s.reused_from, s.leader_id) as source, ${bytesOf('s')} as bytes`;

const sumOf = (rows: readonly RemovedRow[]): RemovedSubmissions => ({
  submissions: rows.length,
  bytes: rows.reduce((sum, { bytes }) => sum + bytes, 0),
});
