import type { BackupTable } from '@touchstone/contracts';
import { sql } from 'kysely';
import type { Connection } from '../tables.ts';
import { readBackedUpTables } from './backed-up-tables.ts';
import { BackupError } from './backup-error.ts';

/** A row of a table as a JSON object. */
export interface BackupRow {
  readonly table: string;
  readonly json: string;
}

/** Rows are inserted together up to these limits. */
const batch = { rows: 1_000, characters: 1024 * 1024 };

/** Inserts all rows, and lets the sequences continue after them. */
export async function loadRows(
  transaction: Connection,
  input: {
    tables: readonly BackupTable[];
    rows: AsyncIterable<BackupRow>;
    onRows?: ((rows: number) => void) | undefined;
  },
): Promise<void> {
  const tables = await requireTables(transaction, input.tables);
  let inserted = 0;
  let waiting: string[] = [];
  let characters = 0;
  let current = '';
  const flush = async (): Promise<void> => {
    const table = tables.get(current);
    if (waiting.length === 0) return;
    if (table === undefined) throw new BackupError(`The backup has rows of an unknown table.`);
    await insertRows(transaction, table, waiting);
    inserted += waiting.length;
    input.onRows?.(inserted);
    waiting = [];
    characters = 0;
  };
  for await (const { table, json } of input.rows) {
    const isFull = waiting.length >= batch.rows || characters >= batch.characters;
    if (table !== current || isFull) await flush();
    current = table;
    waiting.push(json);
    characters += json.length;
  }
  await flush();
  for (const { name } of tables.values()) await continueSequences(transaction, name);
}

/** The names in a file are not trusted: they must be those of the database. */
async function requireTables(
  transaction: Connection,
  wanted: readonly BackupTable[],
): Promise<Map<string, BackupTable>> {
  const existing = await readBackedUpTables(transaction, { withSessions: true });
  for (const { name, columns } of wanted) {
    const known = existing.find((table) => table.name === name)?.columns;
    const unknown = known === undefined ? name : columns.find((column) => !known.includes(column));
    if (unknown !== undefined) {
      throw new BackupError(`The backup does not fit its version: it has an unknown ${unknown}.`);
    }
  }
  return new Map(wanted.map((table) => [table.name, table]));
}

async function insertRows(
  transaction: Connection,
  { name, columns }: BackupTable,
  rows: readonly string[],
): Promise<void> {
  const table = sql.table(name);
  const list = sql.join(columns.map((column) => sql.id(column)));
  await sql`
    insert into ${table} (${list}) overriding system value
    select ${list} from json_populate_recordset(null::${table}, ${`[${rows.join(',')}]`}::json)
    `.execute(transaction);
}

async function continueSequences(transaction: Connection, table: string): Promise<void> {
  const { rows } = await sql<{ column: string }>`
    select attname as column from pg_attribute
    where attrelid = to_regclass(${table}) and attidentity <> ''`.execute(transaction);
  for (const { column } of rows) {
    await sql`
      select setval(pg_get_serial_sequence(${table}, ${column}), last)
      from (select max(${sql.id(column)}) as last from ${sql.table(table)}) as rows
      where last is not null`.execute(transaction);
  }
}
