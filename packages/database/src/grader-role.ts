import { sql } from 'kysely';
import type { Database } from './database.ts';
import type { Connection } from './tables.ts';

/** Serialises calls of several processes: PostgreSQL rejects concurrent grants on an object. */
const grantLock = 7_226_002;

export interface GraderRole {
  role: string;
  /** Without one, an existing role keeps its own, and nobody can log in as a new role. */
  password?: string | undefined;
}

/** The role could do more than a grader may; the message says what to do. */
export class GraderRoleError extends Error {
  override readonly name = 'GraderRoleError';
}

/**
 * Creates or updates the role with which graders read the database: it may log in and SELECT what
 * grading needs, and nothing else. PostgreSQL only. The caller's role must own the database and the
 * tables, and be able to create roles. Rejects with a GraderRoleError, and changes nothing, when the
 * role has or would have further rights. Resolves to whether the role is new.
 */
export async function grantGraderRole(
  database: Database,
  grader: GraderRole,
): Promise<{ isNew: boolean }> {
  if (database.kind !== 'postgres') {
    throw new Error('Roles are for PostgreSQL only: PGlite has no logins.');
  }
  return database.kysely.transaction().execute(async (transaction) => {
    await sql`select pg_advisory_xact_lock(${grantLock})`.execute(transaction);
    const isNew = await createOrUpdate(transaction, grader);
    await grant(transaction, grader.role);
    await refuseMore(transaction, grader.role);
    return { isNew };
  });
}

async function createOrUpdate(db: Connection, grader: GraderRole): Promise<boolean> {
  const role = sql.id(grader.role);
  const password =
    grader.password === undefined ? sql`` : sql` password ${sql.lit(grader.password)}`;
  const { rows } = await sql<{ powerful: boolean }>`
    select rolsuper or rolcreaterole or rolcreatedb or rolreplication or rolbypassrls
      or exists (select from pg_auth_members where member = pg_roles.oid)
      or exists (select from pg_class where relowner = pg_roles.oid)
      or exists (select from pg_namespace where nspowner = pg_roles.oid)
      or exists (select from pg_database where datdba = pg_roles.oid) as powerful
    from pg_roles where rolname = ${grader.role}`.execute(db);
  const [existing] = rows;
  if (existing?.powerful === true) {
    throw new GraderRoleError(
      `The role ${grader.role} already exists and has more rights than a grader may have. ` +
        'Choose another name for the graders’ role.',
    );
  }
  await (
    existing === undefined
      ? sql`create role ${role} login noinherit${password}`
      : sql`alter role ${role} login${password}`
  ).execute(db);
  return existing === undefined;
}

/** PostgreSQL only warns when the caller may not revoke a right of `public`. */
async function refuseMore(db: Connection, role: string): Promise<void> {
  const { rows } = await sql<{ right: string }>`
    select 'make temporary tables' as right
    where has_database_privilege(${role}, current_database(), 'temporary')
    union all
    select 'make tables in the schema ' || current_schema()
    where has_schema_privilege(${role}, current_schema(), 'create')
    union all
    select 'read or change the table ' || relname from pg_class
    where relkind in ('r', 'p', 'v', 'm') and relnamespace = current_schema()::regnamespace
      and (relname not in ('grading_bundles', 'submissions', 'schema_migrations')
          and (has_table_privilege(${role}, oid, 'select')
            or has_any_column_privilege(${role}, oid, 'select'))
        or has_table_privilege(${role}, oid, 'insert, update, delete, truncate')
        or has_any_column_privilege(${role}, oid, 'insert, update'))`.execute(db);
  const [first] = rows;
  if (first === undefined) return;
  throw new GraderRoleError(
    `The role ${role} could still ${first.right}, because every role here can. ` +
      'Run this as the owner of the database and its tables.',
  );
}

async function grant(db: Connection, name: string): Promise<void> {
  const role = sql.id(name);
  const { rows } = await sql<{ database: string; schema: string }>`
    select current_database() as database, current_schema() as schema`.execute(db);
  for (const place of rows) {
    const database = sql.id(place.database);
    const schema = sql.id(place.schema);
    // Rights that PostgreSQL gives every role, and rights that older versions granted.
    await sql`revoke temporary on database ${database} from public`.execute(db);
    await sql`revoke create on schema ${schema} from public`.execute(db);
    await sql`revoke all on all tables in schema ${schema} from ${role}`.execute(db);

    await sql`grant connect on database ${database} to ${role}`.execute(db);
    await sql`grant usage on schema ${schema} to ${role}`.execute(db);
    await sql`grant select on grading_bundles to ${role}`.execute(db);
    await sql`grant select (id, bundle_hash, code, other_files, status, attempt) on submissions to ${role}`.execute(
      db,
    );
    // So that the grader can check the version of the tables.
    await sql`grant select (name, checksum) on schema_migrations to ${role}`.execute(db);
  }
}
