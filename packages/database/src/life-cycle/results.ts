import {
  summarizeResult,
  type AttemptEnding,
  type MadeBy,
  type Result,
  type ResultRequest,
} from '@touchstone/contracts';
import { sql, type SqlBool, type RawBuilder } from 'kysely';
import { inTransaction } from '../queries/in-transaction.ts';
import { withProgress } from '../queries/progress.ts';
import {
  selectChanged,
  toStoredSubmission,
  type StoredSubmission,
} from '../queries/stored-submission.ts';
import { isUuid } from '../queries/uuid.ts';
import type { Connection } from '../tables.ts';
import { noFollowers, endFollowers, type Followers } from './followers.ts';
import { lockKeyOf } from './lock.ts';
import { move } from './states.ts';

/** A submission with its result, and its followers. */
export interface Ended {
  readonly stored: StoredSubmission;
  /** Whether the user's points or solved assignments changed. */
  readonly progressChanged: boolean;
  readonly followers: Followers;
  /** Its user has received ones, which may be admitted now. */
  readonly hasReceived: boolean;
  /** Size of the result as JSON. */
  readonly resultBytes: number;
}

export type StoreResultOutcome =
  ({ readonly kind: 'stored' } & Ended) | { readonly kind: Exclude<AttemptEnding, 'stored'> };

/**
 * Stores the result of the newest attempt, once, and updates progress in the same transaction. The
 * newest attempt may end long after its deadline, unless another one was begun.
 */
export async function storeResult(
  db: Connection,
  request: ResultRequest,
): Promise<StoreResultOutcome> {
  const { submissionId, attempt, result, madeBy } = request;
  if (!isUuid(submissionId)) return { kind: 'unknown' };
  const ended = await end(db, 'store', {
    submissionId,
    result,
    madeBy,
    where: sql`submissions.attempt = ${attempt}::integer`,
  });
  return ended === null ? refusal(db, submissionId, attempt) : { kind: 'stored', ...ended };
}

/** Ends a submission and all its followers in one transaction; null when `where` does not match. */
export async function end(
  db: Connection,
  how: 'store' | 'giveUp',
  ending: {
    submissionId: string;
    result: Result;
    madeBy?: MadeBy | undefined;
    where: RawBuilder<SqlBool>;
  },
): Promise<Ended | null> {
  const { submissionId, result, madeBy, where } = ending;
  const resultJson = JSON.stringify(result);
  return inTransaction(db, async (transaction) => {
    await lockKeyOf(transaction, submissionId);
    const changed = transaction.with('changed', (changing) =>
      move(changing, how, {
        result: resultJson,
        summary: JSON.stringify(summarizeResult(result)),
        judge_version: madeBy?.judge ?? null,
        python_version: madeBy?.python ?? null,
      })
        .where('submissions.id', '=', submissionId)
        .where(where)
        .returningAll('submissions'),
    );
    const row = await selectChanged(withProgress(changed, result))
      .select(sql<boolean>`exists (select from raised)`.as('progress_changed'))
      .select(
        sql<boolean>`exists (
          select from submissions as follower where follower.leader_id = s.id
        )`.as('is_followed'),
      )
      .select(
        sql<boolean>`exists (
          select from submissions as received
          where received.user_id = s.user_id and received.status = 'received'
        )`.as('has_received'),
      )
      .executeTakeFirst();
    if (row === undefined) return null;
    const leader = { id: row.id, revision: row.revision, result };
    const followers = row.is_followed ? await endFollowers(transaction, leader) : noFollowers;
    return {
      stored: toStoredSubmission(row),
      progressChanged: row.progress_changed,
      hasReceived: row.has_received,
      followers,
      resultBytes: Buffer.byteLength(resultJson),
    };
  });
}

async function refusal(
  db: Connection,
  submissionId: string,
  attempt: number,
): Promise<StoreResultOutcome> {
  const known = await db
    .selectFrom('submissions')
    .select('attempt')
    .where('id', '=', submissionId)
    .executeTakeFirst();
  if (known === undefined) return { kind: 'unknown' };
  return { kind: known.attempt === attempt ? 'repeated' : 'stale' };
}
