import { sql, type RawBuilder } from 'kysely';
import type { Connection } from '../tables.ts';
import type { KeyedTable } from './backed-up-tables.ts';

/*
 * A snapshot for PGlite, whose only connection must not be in one transaction for long. Triggers keep
 * each row as it was before its first change; a row that did not exist then is kept as null. A reader that
 * goes through a table slice by slice takes the kept rows instead of the changed ones, and sees the
 * moment at which the snapshot began:
 *
 *   (none) -> kept        insert, update or delete of a row, the first time
 *   kept -> (none)        a snapshot begins, or has ended
 *
 * All of it is in one schema. Dropping that drops the triggers, too, since they depend on its functions.
 */

const schema = 'touchstone_backup';

/** The kept rows of a table: the columns of its key, and `line`, the row as JSON. */
export const beforeImagesOf = ({ name }: KeyedTable): RawBuilder<unknown> => sql.id(schema, name);

/** A row of the table as JSON text. */
export const lineOf = ({ columns }: KeyedTable, row: string): RawBuilder<string> =>
  sql`(select row_to_json(c)::text from (select ${sql.join(
    columns.map((column) => sql.ref(`${row}.${column}`)),
  )}) as c)`;

/** What makes the triggers, a statement each, since all of them take too long for one transaction. */
export const statementsToKeep = (tables: readonly KeyedTable[]): RawBuilder<unknown>[] => [
  sql`create schema ${sql.id(schema)}`,
  ...tables.flatMap((table) => statementsFor(table)),
];

/** A snapshot begins when the caller's transaction has forgotten what was kept until then. */
export async function beginSnapshot(
  transaction: Connection,
  tables: readonly KeyedTable[],
): Promise<void> {
  for (const table of tables) {
    await sql`delete from ${beforeImagesOf(table)}`.execute(transaction);
  }
}

/** What ends a snapshot, a statement each. */
export const statementsToForget = (tables: readonly KeyedTable[]): RawBuilder<unknown>[] => [
  ...tables.flatMap((table) => [
    sql`drop function ${keeperOf(table)} cascade`,
    sql`drop table ${beforeImagesOf(table)}`,
  ]),
  sql`drop schema ${sql.id(schema)}`,
];

/** Ends a snapshot that was left behind, if there is one. */
export async function removeBeforeImages(db: Connection): Promise<void> {
  await sql`drop schema if exists ${sql.id(schema)} cascade`.execute(db);
}

const keeperOf = ({ name }: KeyedTable) => sql.id(schema, `keep_${name}`);

function statementsFor(table: KeyedTable): RawBuilder<unknown>[] {
  const kept = beforeImagesOf(table);
  const key = sql.join(table.key.map(({ name }) => sql.id(name)));
  const keyOf = (row: string) => sql.join(table.key.map(({ name }) => sql.ref(`${row}.${name}`)));
  const columns = sql.join(
    table.key.map(({ name, type }) => sql`${sql.id(name)} ${sql.raw(type)}`),
  );
  return [
    // Not unlogged: a snapshot goes on when PGlite has recovered from a panic.
    sql`create table ${kept} (${columns}, line text, primary key (${key}))`,
    sql`
      create function ${keeperOf(table)}() returns trigger language plpgsql as $keep$
      begin
        if tg_op <> 'INSERT' then
          insert into ${kept} (${key}, line) values (${keyOf('old')}, ${lineOf(table, 'old')})
          on conflict do nothing;
        end if;
        if tg_op <> 'DELETE' then
          insert into ${kept} (${key}) values (${keyOf('new')}) on conflict do nothing;
        end if;
        return null;
      end $keep$`,
    // After the row's change: only then is it known that an insert is no update of another row.
    sql`
      create trigger touchstone_backup after insert or update or delete on ${sql.table(table.name)}
      for each row execute function ${keeperOf(table)}()`,
  ];
}
