import { reproducibleVerdicts, type MadeBy, type Result } from '@touchstone/contracts';
import { sql } from 'kysely';
import { jsonObjectFrom } from 'kysely/helpers/postgres';
import type { Connection } from '../tables.ts';
import { hashCode } from './hash-code.ts';
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

/** An earlier submission whose result holds for the same code too, and what that counts. */
export interface ReusableSubmission extends Pick<Result, 'points' | 'correct'> {
  readonly id: string;
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
  { userId, code, ...key }: Omit<ReusableKey, 'codeHash'> & { userId: string; code: string },
): Promise<{
  /** `sameCode`: byte for byte, so that it needs no storing. */
  reusable: (ReusableSubmission & { sameCode: boolean }) | null;
  ungradedId: string | null;
}> {
  const sameCode = sql<boolean>`code = ${code}::text`.as('sameCode');
  return db
    .selectNoFrom([
      jsonObjectFrom(selectReusable(db, { ...key, codeHash: hashCode(code) }).select(sameCode)).as(
        'reusable',
      ),
      selectUngradedId(db, userId).as('ungradedId'),
    ])
    .executeTakeFirstOrThrow();
}

/** Where it is missing the result stands in for it, which may be large. */
const summary = sql`coalesce(summary, result)`;

/**
 * The partial index is used only when its condition is seen to hold while planning, so the
 * verdicts are written into the text and are no parameters.
 */
export const selectReusable = (db: Connection, key: ReusableKey) =>
  db
    .selectFrom('submissions')
    .select([
      'id',
      sql<number>`(${summary} -> 'points')::numeric`.as('points'),
      sql<boolean>`(${summary} -> 'correct')::boolean`.as('correct'),
    ])
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
    .limit(1);
