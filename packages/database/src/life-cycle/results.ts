import {
  summarizeResult,
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
import { noFollowers, settleFollowers, type Followers } from './followers.ts';
import { lockKeyOf } from './lock.ts';
import { move } from './states.ts';

/** A submission with its result, and what became of those that followed it. */
export interface Ended {
  readonly stored: StoredSubmission;
  /** The user's points or solved assignments changed by it. */
  readonly progressChanged: boolean;
  readonly followers: Followers;
}

export type StoreResultOutcome =
  | ({ readonly kind: 'stored' } & Ended)
  /** This attempt's result was stored before, or the submission was given up after it. */
  | { readonly kind: 'repeated' }
  /** Not the newest attempt. */
  | { readonly kind: 'stale' }
  | { readonly kind: 'unknown' };

/**
 * Stores the result of the newest attempt, once, and lets it count in the same transaction. The
 * newest attempt may still end well after its deadline, as long as no other was begun.
 */
export async function storeResult(
  db: Connection,
  request: ResultRequest,
): Promise<StoreResultOutcome> {
  const { submissionId, attempt, result, madeBy } = request;
  if (!isUuid(submissionId)) return { kind: 'unknown' };
  const ended = await end(db, 'store', {
    ...{ submissionId, result, madeBy },
    where: sql`submissions.attempt = ${attempt}::integer`,
  });
  return ended === null ? refusal(db, submissionId, attempt) : { kind: 'stored', ...ended };
}

/** Ends a submission, with all that follow it, in one transaction; null when it is not as asked. */
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
  return inTransaction(db, async (transaction) => {
    await lockKeyOf(transaction, submissionId);
    const changed = transaction.with('changed', (changing) =>
      move(changing, how, {
        result: JSON.stringify(result),
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
      .select((eb) =>
        eb
          .exists(
            eb
              .selectFrom('submissions as follower')
              .select('follower.id')
              .whereRef('follower.leader_id', '=', 's.id'),
          )
          .as('is_followed'),
      )
      .executeTakeFirst();
    if (row === undefined) return null;
    const leader = { id: row.id, revision: row.revision, result };
    const followers = row.is_followed ? await settleFollowers(transaction, leader) : noFollowers;
    const stored = toStoredSubmission(row);
    return { stored, progressChanged: row.progress_changed, followers };
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
