import type { MadeBy } from '@touchstone/contracts';
import { sql, type RawBuilder, type SqlBool } from 'kysely';

/** Whether the two columns are one of the pairs; null when they are. */
export function isOneOf(
  pairs: readonly MadeBy[],
  judge: RawBuilder<unknown>,
  python: RawBuilder<unknown>,
): RawBuilder<SqlBool> {
  if (pairs.length === 0) return sql`false`;
  const rows = pairs.map((pair) => sql`(${pair.judge}::text, ${pair.python}::text)`);
  return sql`(${judge}, ${python}) in (${sql.join(rows)})`;
}
