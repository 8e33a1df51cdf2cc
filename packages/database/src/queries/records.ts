import type { GradingRecord, MadeBy } from '@touchstone/contracts';
import { sql } from 'kysely';
import type { Connection } from '../tables.ts';
import { isOneOf } from './made-by.ts';

/**
 * The records of stored bundles with these keys, one for each known key, in any order.
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
    // Always the same one of several with one key, or each load would change the assignment.
    .orderBy('record_key')
    .orderBy('hash')
    .execute();
  return rows.map(({ record }) => record);
}

/**
 * Titles of the courses with an assignment that has no record by one of these judges and Pythons, in the
 * order in which they were first loaded.
 */
export async function listCoursesWithOldRecords(
  db: Connection,
  serving: readonly MadeBy[],
): Promise<string[]> {
  const rows = await db
    .selectFrom('courses')
    .select('title')
    .where('published', '=', true)
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom('assignments')
          .innerJoin('grading_bundles', 'grading_bundles.hash', 'assignments.bundle_hash')
          .select('assignments.id')
          .whereRef('assignments.course_id', '=', 'courses.id')
          .where('assignments.position', 'is not', null)
          .where('grading_bundles.judge', '=', 'split')
          .where(
            sql<boolean>`(${isOneOf(serving, sql.ref('record_judge'), sql.ref('record_python'))}) is not true`,
          ),
      ),
    )
    .orderBy('seq')
    .execute();
  return rows.map(({ title }) => title);
}
