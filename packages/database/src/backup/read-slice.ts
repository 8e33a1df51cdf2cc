import { sql, type RawBuilder } from 'kysely';
import type { Connection } from '../tables.ts';
import type { KeyedTable } from './backed-up-tables.ts';
import { beforeImagesOf, lineOf } from './before-images.ts';

export interface Slice {
  /** Rows as JSON, in the order of their keys. */
  readonly lines: readonly string[];
  /** Where the next slice begins: the key of the last row. Null: this was the last slice. */
  readonly next: readonly string[] | null;
}

/**
 * The next rows of a table after a key, at most `limit`: as they are, or as they were when a snapshot of
 * before-images.ts began. One statement, which looks at `limit` rows and as many kept ones.
 */
export async function readSlice(
  db: Connection,
  slice: {
    table: KeyedTable;
    after: readonly string[] | null;
    limit: number;
    withBeforeImages: boolean;
  },
): Promise<Slice> {
  const { table, after, limit, withBeforeImages } = slice;
  const keyOf = (row: string) => table.key.map(({ name }) => sql.ref(`${row}.${name}`));
  const list = (parts: readonly RawBuilder<unknown>[]) => sql.join(parts);
  const texts = (row: string) => sql`array[${list(keyOf(row).map((one) => sql`${one}::text`))}]`;
  const start = table.key.map(({ type }, index) => sql`${after?.[index]}::text::${sql.raw(type)}`);
  const isLater = (row: string) =>
    after === null ? sql`true` : sql`(${list(keyOf(row))}) > (${list(start)})`;
  const kept = beforeImagesOf(table);
  const isKept = sql`exists (select from ${kept} as b where (${list(keyOf('b'))}) = (${list(keyOf('page'))}))`;
  const numbers = table.key.map((_, index) => sql.lit(index + 2));

  // Materialized, so that PostgreSQL cannot decide to sort the whole table instead.
  const { rows } = await sql<{ key: string[]; line: string | null }>`
    with page as materialized (
      select ${list(table.columns.map((column) => sql.ref(`t.${column}`)))}
      from ${sql.table(table.name)} as t where ${isLater('t')}
      order by ${list(keyOf('t'))} limit ${limit}
    )
    ${
      withBeforeImages
        ? sql`
          select ${texts('page')} as key, ${list(keyOf('page'))},
            case when not ${isKept} then ${lineOf(table, 'page')} end as line
          from page
          union all (
            select ${texts('b')}, ${list(keyOf('b'))}, b.line
            from ${kept} as b where ${isLater('b')} and b.line is not null
            order by ${list(keyOf('b'))} limit ${limit}
          )
          order by ${list(numbers)}, line nulls last limit ${limit}`
        : sql`
          select ${texts('page')} as key, ${lineOf(table, 'page')} as line from page
          order by ${list(keyOf('page'))}`
    }`.execute(db);
  return {
    lines: rows.flatMap(({ line }) => (line === null ? [] : [line])),
    next: rows.length < limit ? null : (rows.at(-1)?.key ?? null),
  };
}
