import { reproducibleVerdicts, type MadeBy, type Result } from '@touchstone/contracts';
import { sql } from 'kysely';
import { jsonObjectFrom } from 'kysely/helpers/postgres';
import type { Connection } from '../tables.ts';
import { isOneOf } from './made-by.ts';
import { selectUngradedId } from './submissions.ts';

/** What makes two submissions the same: assignment, tests and limits, code. */
export interface ReuseKey {
  readonly assignmentId: string;
  readonly bundleHash: string;
  readonly codeHash: Buffer;
}

/** What a result that is reused must be of, besides. */
export interface ReusableKey extends ReuseKey {
  readonly serving: readonly MadeBy[];
}

/** An earlier submission whose result holds for the same code too. */
export interface ReusableSubmission {
  readonly id: string;
  readonly result: Result;
}

/**
 * The first submission of anybody with the same key and a reproducible verdict, made by a judge and a
 * Python that serve now: what others have made, nobody can tell whether these would. One step down the
 * index `submissions_reusable`, whatever the number of rows.
 */
export async function findReusable(
  db: Connection,
  key: ReusableKey,
): Promise<ReusableSubmission | null> {
  return (await selectReusable(db, key).executeTakeFirst()) ?? null;
}

/** The same, and the id of the user's one submission that is queued or in grading, at one look. */
export async function findReusableAndUngraded(
  db: Connection,
  { userId, ...key }: ReusableKey & { userId: string },
): Promise<{ reusable: ReusableSubmission | null; ungradedId: string | null }> {
  return db
    .selectNoFrom([
      jsonObjectFrom(selectReusable(db, key)).as('reusable'),
      selectUngradedId(db, userId).as('ungradedId'),
    ])
    .executeTakeFirstOrThrow();
}

/**
 * The partial index is used only when its condition is seen to hold while planning, so the
 * verdicts are written into the text and are no parameters.
 */
export const selectReusable = (db: Connection, key: ReusableKey) =>
  db
    .selectFrom('submissions')
    .select(['id', 'result'])
    .where('assignment_id', '=', key.assignmentId)
    .where('bundle_hash', '=', key.bundleHash)
    .where('code_hash', '=', key.codeHash)
    .where('reused_from', 'is', null)
    .where('judge_version', 'is not', null)
    .where(isOneOf(key.serving, sql.ref('judge_version'), sql.ref('python_version')))
    .where(
      'verdict',
      'in',
      reproducibleVerdicts.map((verdict) => sql.lit(verdict)),
    )
    .orderBy('seq')
    .limit(1)
    .$narrowType<{ result: Result }>();
