import { sql, type RawBuilder } from 'kysely';

type ElementType = 'uuid' | 'bytea';

/**
 * An array as a value of a statement. PostgreSQL would otherwise look at its length and plan the statement with each
 * call, which takes longer than running it. Only for rows that are found by their keys: a plan for an unknown number
 * of rows that joins large tables may read all of them.
 */
export const arrayParameter = (
  values: readonly unknown[],
  type: ElementType,
): RawBuilder<readonly unknown[]> => {
  const array = sql.raw(`${type}[]`);
  return sql`(select ${sql.val(values)}::${array})::${array}`;
};
