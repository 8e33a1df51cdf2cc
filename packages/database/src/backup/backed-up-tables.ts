import type { BackupTable } from '@touchstone/contracts';
import { sql } from 'kysely';
import type { Connection, Tables } from '../tables.ts';

/** Every table that the migrations make except their own, and whether a backup has it. */
export const inBackup: Readonly<Record<keyof Tables, 'always' | 'with sessions' | 'never'>> = {
  instance: 'always',
  users: 'always',
  sessions: 'with sessions',
  // They open sessions, and expire within minutes.
  device_codes: 'with sessions',
  courses: 'always',
  grading_bundles: 'always',
  assignments: 'always',
  submissions: 'always',
  progress: 'always',
  overridden_points: 'always',
  regrades: 'always',
  regrade_programs: 'always',
  regrade_submissions: 'always',
  standings: 'always',
  failures_due: 'always',
  failure_kinds: 'always',
  failures: 'always',
  seen_marks: 'always',
  notes: 'always',
  drafts: 'always',
  date_changes: 'always',
  releases: 'always',
  deleted_users: 'always',
  identities: 'always',
  members: 'always',
  assisted: 'always',
  audit_log: 'always',
  joins: 'always',
  joined_submissions: 'always',
  // They open sessions.
  sign_in_links: 'with sessions',
  passkeys: 'always',
  // They expire within minutes.
  passkey_challenges: 'never',
  // About processes, which are others after a restore.
  graders: 'never',
  lost_attempts: 'never',
};

/** A table with what is needed to read it slice by slice. */
export interface KeyedTable extends BackupTable {
  /** The columns of its primary key with their types. */
  readonly key: readonly { readonly name: string; readonly type: string }[];
}

/** The tables that a backup has, of those that exist: an older schema has fewer. */
export async function readBackedUpTables(
  db: Connection,
  { withSessions }: { withSessions: boolean },
): Promise<KeyedTable[]> {
  const wanted = Object.entries(inBackup)
    .filter(([, when]) => when === 'always' || (when === 'with sessions' && withSessions))
    .map(([name]) => name);
  return readTables(db, wanted);
}

/** In the given order; those that do not exist are missing. */
async function readTables(db: Connection, names: readonly string[]): Promise<KeyedTable[]> {
  const { rows } = await sql<{
    name: string;
    column: string;
    type: string;
    place: number | null;
  }>`
    select c.relname as name, a.attname as column, format_type(a.atttypid, a.atttypmod) as type,
      array_position(i.indkey::int2[], a.attnum) as place
    from unnest(${sql.val(names)}::text[]) with ordinality as wanted (name, number)
    join pg_class as c on c.oid = to_regclass(wanted.name)
    join pg_attribute as a on a.attrelid = c.oid
    join pg_index as i on i.indrelid = c.oid and i.indisprimary
    where a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    order by wanted.number, a.attnum`.execute(db);
  return [...new Set(rows.map(({ name }) => name))].map((name) => {
    const columns = rows.filter((row) => row.name === name);
    const key = columns
      .filter(({ place }) => place !== null)
      .sort((one, other) => (one.place ?? 0) - (other.place ?? 0));
    return {
      name,
      columns: columns.map(({ column }) => column),
      key: key.map(({ column, type }) => ({ name: column, type })),
    };
  });
}
