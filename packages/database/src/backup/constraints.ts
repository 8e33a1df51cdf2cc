import { sql, type RawBuilder } from 'kysely';
import type { Connection } from '../tables.ts';
import { inBackup } from './backed-up-tables.ts';

/**
 * Drops foreign keys and those indexes that are no constraints, so that rows can be loaded in any order and
 * fast. Resolves to a function that creates them again and checks all rows.
 */
export async function setAsideConstraints(transaction: Connection): Promise<() => Promise<void>> {
  const known = sql`(
    select to_regclass(name) from unnest(${sql.val(Object.keys(inBackup))}::text[]) as tables (name)
  )`;
  const keys = await sql<{ table: string; name: string; definition: string }>`
    select conrelid::regclass::text as table, conname as name, pg_get_constraintdef(oid) as definition
    from pg_constraint where contype = 'f' and conrelid in ${known}
    order by 1, 2`.execute(transaction);
  const indexes = await sql<{ name: string; definition: string }>`
    select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as definition
    from pg_index
    where indrelid in ${known}
      and not exists (select from pg_constraint where conindid = indexrelid)
    order by 1`.execute(transaction);

  const run = async (statements: readonly RawBuilder<unknown>[]): Promise<void> => {
    for (const statement of statements) await statement.execute(transaction);
  };
  // Names and definitions are as PostgreSQL writes them, with quotes where needed.
  await run([
    ...keys.rows.map(
      ({ table, name }) => sql`alter table ${sql.raw(table)} drop constraint ${sql.id(name)}`,
    ),
    ...indexes.rows.map(({ name }) => sql`drop index ${sql.raw(name)}`),
  ]);
  return () =>
    run([
      ...indexes.rows.map(({ definition }) => sql.raw(definition)),
      ...keys.rows.map(
        ({ table, name, definition }) =>
          sql`alter table ${sql.raw(table)} add constraint ${sql.id(name)} ${sql.raw(definition)}`,
      ),
    ]);
}
