import type { GradingRecord } from '@touchstone/contracts';
import { sql } from 'kysely';
import type { Connection } from '../tables.ts';

/**
 * The records that stored bundles have under these keys, one for each key that is known, in no
 * particular order.
 */
export async function findRecords(
  db: Connection,
  keys: readonly string[],
): Promise<GradingRecord[]> {
  if (keys.length === 0) return [];
  const rows = await db
    .selectFrom('grading_bundles')
    .distinctOn('record_key')
    .select(sql<GradingRecord>`content -> 'record'`.as('record'))
    .where('record_key', 'in', keys)
    // Of several under one key always the same, or each load would change the assignment.
    .orderBy('record_key')
    .orderBy('hash')
    .execute();
  return rows.map(({ record }) => record);
}
