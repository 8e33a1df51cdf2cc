import { sql, type RawBuilder } from 'kysely';

type ElementType = 'uuid' | 'text' | 'bytea' | 'jsonb' | 'timestamptz';

/**
 * An array as a value of a statement. PostgreSQL would otherwise look at its length and plan the statement with each
 * call, which takes longer than running it.
 */
export const arrayParameter = (
  values: readonly unknown[],
  type: ElementType,
): RawBuilder<readonly unknown[]> => {
  const array = sql.raw(`${type}[]`);
  return sql`(select ${sql.val(values)}::${array})::${array}`;
};
