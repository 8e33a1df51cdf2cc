import {
  summarizeResult,
  type AttemptEnding,
  type MadeBy,
  type Result,
  type ResultRequest,
} from '@touchstone/contracts';
import { sql, type SqlBool, type RawBuilder } from 'kysely';
import { fixedQuery } from '../queries/fixed-query.ts';
import { inTransaction } from '../queries/in-transaction.ts';
import { withProgress } from '../queries/progress.ts';
import {
  selectChanged,
  toStoredSubmission,
  type StoredRow,
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
  const ended =
    (await storeUnfollowed(db, request)) ??
    (await end(db, 'store', {
      ...{ submissionId, result, madeBy },
      where: sql`submissions.attempt = ${attempt}::integer`,
    }));
  return ended === null ? refusal(db, submissionId, attempt) : { kind: 'stored', ...ended };
}

interface Ending {
  readonly submissionId: string;
  readonly result: Result;
  readonly madeBy?: MadeBy | undefined;
}

/** The usual case, in one statement: nobody follows the submission. Null when it does not match. */
async function storeUnfollowed(db: Connection, request: ResultRequest): Promise<Ended | null> {
  const values = valuesOf(request);
  const [row] = await endUnfollowed(db, { ...values, attempt: request.attempt });
  return row === undefined ? null : toEnded(row, values, noFollowers);
}

/** Ends a submission and all its followers in one transaction; null when `where` does not match. */
export async function end(
  db: Connection,
  how: 'store' | 'giveUp',
  { where, ...ending }: Ending & { where: RawBuilder<SqlBool> },
): Promise<Ended | null> {
  const { submissionId, result } = ending;
  const values = valuesOf(ending);
  return inTransaction(db, async (transaction) => {
    await lockKeyOf(transaction, submissionId);
    const row = await selectEnded(transaction, how, values, where)
      .select(
        sql<boolean>`exists (
          select from submissions as follower where follower.leader_id = s.id
        )`.as('is_followed'),
      )
      .executeTakeFirst();
    if (row === undefined) return null;
    const leader = { id: row.id, revision: row.revision, result };
    const followers = row.is_followed ? await endFollowers(transaction, leader) : noFollowers;
    return toEnded(row, values, followers);
  });
}

const valuesOf = ({ submissionId, result, madeBy }: Ending) => ({
  submissionId,
  resultJson: JSON.stringify(result),
  summary: JSON.stringify(summarizeResult(result)),
  judge: madeBy?.judge ?? null,
  python: madeBy?.python ?? null,
  points: result.points,
  correct: result.correct,
});
type EndingValues = ReturnType<typeof valuesOf>;

/** Ends the submission if `where` matches, and selects what was stored. */
const selectEnded = (
  db: Connection,
  how: 'store' | 'giveUp',
  values: EndingValues,
  where: RawBuilder<SqlBool>,
) => {
  const changed = db.with('changed', (changing) =>
    move(changing, how, {
      result: values.resultJson,
      summary: values.summary,
      judge_version: values.judge,
      python_version: values.python,
    })
      .where('submissions.id', '=', values.submissionId)
      .where(where)
      .returningAll('submissions'),
  );
  const { points, correct } = values;
  return selectChanged(withProgress(changed, { points, correct }))
    .select(sql<boolean>`exists (select from raised)`.as('progress_changed'))
    .select(
      sql<boolean>`exists (
        select from submissions as received
        where received.user_id = s.user_id and received.status = 'received'
      )`.as('has_received'),
    );
};

/** The lock is taken for a row that matches otherwise: PostgreSQL evaluates cheap conditions first. */
const endUnfollowed = fixedQuery((db, values: EndingValues & { attempt: number }) =>
  selectEnded(
    db,
    'store',
    values,
    sql`submissions.attempt = ${values.attempt}::integer and lock_unfollowed(submissions.id)`,
  ),
);

const toEnded = (
  row: StoredRow & { progress_changed: boolean; has_received: boolean },
  { resultJson }: EndingValues,
  followers: Followers,
): Ended => ({
  stored: toStoredSubmission(row),
  progressChanged: row.progress_changed,
  hasReceived: row.has_received,
  followers,
  resultBytes: Buffer.byteLength(resultJson),
});

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
