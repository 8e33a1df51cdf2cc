import { sql } from 'kysely';
import type { Database } from './database.ts';
import type { Connection } from './tables.ts';

/** Serialises calls in several processes: PostgreSQL rejects concurrent grants on one object. */
const grantLock = 7_226_002;

/**
 * Makes the role with which graders read the database, or brings it up to date: it may log in,
 * and SELECT what grading needs and nothing else. PostgreSQL only; the caller's role must own the
 * tables and may create roles. Rejects when the role exists and can do more than log in.
 */
export async function grantGraderRole(
  database: Database,
  grader: { role: string; password: string },
): Promise<void> {
  if (database.kind !== 'postgres') {
    throw new Error('Roles are for PostgreSQL: nobody logs in to PGlite.');
  }
  await database.kysely.transaction().execute(async (transaction) => {
    await sql`select pg_advisory_xact_lock(${grantLock})`.execute(transaction);
    await createOrUpdate(transaction, grader);
    await grant(transaction, grader.role);
  });
}

async function createOrUpdate(
  db: Connection,
  grader: { role: string; password: string },
): Promise<void> {
  const role = sql.id(grader.role);
  const password = sql.lit(grader.password);
  const { rows } = await sql<{ powerful: boolean }>`
    select rolsuper or rolcreaterole or rolcreatedb or rolreplication or rolbypassrls
      or exists (select from pg_auth_members where member = pg_roles.oid)
      or exists (select from pg_class where relowner = pg_roles.oid) as powerful
    from pg_roles where rolname = ${grader.role}`.execute(db);
  const [existing] = rows;
  if (existing?.powerful === true) {
    throw new Error(
      `The role ${grader.role} exists and may do more than a grader should. ` +
        'Choose another name for the graders’ role.',
    );
  }
  await (
    existing === undefined
      ? sql`create role ${role} login noinherit password ${password}`
      : sql`alter role ${role} login password ${password}`
  ).execute(db);
}

async function grant(db: Connection, name: string): Promise<void> {
  const role = sql.id(name);
  const { rows } = await sql<{ database: string; schema: string }>`
    select current_database() as database, current_schema() as schema`.execute(db);
  for (const place of rows) {
    const database = sql.id(place.database);
    const schema = sql.id(place.schema);
    // What PostgreSQL lets every role do by default, and what an older version of us granted.
    await sql`revoke temporary on database ${database} from public`.execute(db);
    await sql`revoke create on schema ${schema} from public`.execute(db);
    await sql`revoke all on all tables in schema ${schema} from ${role}`.execute(db);

    await sql`grant connect on database ${database} to ${role}`.execute(db);
    await sql`grant usage on schema ${schema} to ${role}`.execute(db);
    await sql`grant select on grading_bundles to ${role}`.execute(db);
    await sql`grant select (id, bundle_hash, code, status, attempt) on submissions to ${role}`.execute(
      db,
    );
    // Whether the tables are those that the grader knows.
    await sql`grant select (name, checksum) on schema_migrations to ${role}`.execute(db);
  }
}
