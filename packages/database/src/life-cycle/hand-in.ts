import type { MadeBy } from '@touchstone/contracts';
import { sql, type QueryCreator } from 'kysely';
import { hashCode } from '../queries/hash-code.ts';
import { inTransaction } from '../queries/in-transaction.ts';
import { withProgress } from '../queries/progress.ts';
import { findReusable, type ReusableSubmission, type ReuseKey } from '../queries/reuse.ts';
import {
  selectChanged,
  toStoredSubmission,
  type StoredSubmission,
} from '../queries/stored-submission.ts';
import { readUngradedSubmissionId } from '../queries/submissions.ts';
import type { Connection, Tables } from '../tables.ts';
import { selectLeader } from './followers.ts';
import { lockKey } from './lock.ts';

/** A program handed in for an assignment that exists, to be graded by that bundle. */
export interface HandIn {
  readonly userId: string;
  readonly assignmentId: string;
  readonly bundleHash: string;
  readonly code: string;
  /** What gradings are made with now: only a result that was made with it is reused. */
  readonly serving: readonly MadeBy[];
  /** Of the request that hands it in. */
  readonly requestId?: string;
}

export type InsertQueuedOutcome =
  /** It waits for a grader, and needs a stream entry. */
  | { readonly kind: 'accepted'; readonly stored: StoredSubmission }
  /** It waits for the result of an identical one. */
  | { readonly kind: 'following'; readonly stored: StoredSubmission }
  /** The identical one was graded meanwhile. */
  | { readonly kind: 'reused'; readonly stored: StoredSubmission }
  /** The user's earlier submission, `submissionId`, has no result yet. */
  | { readonly kind: 'in-grading'; readonly submissionId: string };

/** Each further round means that whatever was in the way got its result meanwhile. */
const roundsMax = 20;

/**
 * Queues a submission unless the user has an ungraded one or an identical one is in flight. Two
 * unique indexes decide, so of any number of simultaneous calls exactly one is accepted, in one
 * statement and without a lock; only who meets another looks further.
 */
export async function insertQueued(db: Connection, handIn: HandIn): Promise<InsertQueuedOutcome> {
  for (let round = 0; round < roundsMax; round++) {
    const stored = await queue(db, handIn);
    if (stored !== null) return { kind: 'accepted', stored };
    const submissionId = await readUngradedSubmissionId(db, handIn.userId);
    if (submissionId !== null) return { kind: 'in-grading', submissionId };
    const joined = await joinIdentical(db, handIn);
    if (joined !== null) return joined;
  }
  throw new Error(`user ${handIn.userId}: always another submission in the way, never a row of it`);
}

async function queue(db: Connection, handIn: HandIn): Promise<StoredSubmission | null> {
  const row = await selectChanged(
    db.with('changed', (inserting) =>
      inserting
        .insertInto('submissions')
        .values({ ...handInColumns(handIn), status: 'queued' })
        .onConflict((conflict) => conflict.doNothing())
        .returningAll(),
    ),
  ).executeTakeFirst();
  return row === undefined ? null : toStoredSubmission(row);
}

/** Null when there is neither a leader nor a result (any more), or another submission of the user. */
async function joinIdentical(
  db: Connection,
  handIn: HandIn,
): Promise<Exclude<InsertQueuedOutcome, { kind: 'accepted' | 'in-grading' }> | null> {
  const { assignmentId, bundleHash, code } = handIn;
  const key = { assignmentId, bundleHash, codeHash: hashCode(code) };
  return inTransaction(db, async (transaction) => {
    await lockKey(transaction, key);
    const row = await selectChanged(
      transaction.with('changed', (inserting) => insertFollower(inserting, handIn, key)),
    ).executeTakeFirst();
    if (row !== undefined) return { kind: 'following', stored: toStoredSubmission(row) };
    const source = await findReusable(transaction, { ...key, serving: handIn.serving });
    if (source === null) return null;
    const stored = await insertReused(transaction, { ...handIn, source });
    return stored && { kind: 'reused', stored };
  });
}

const insertFollower = (db: QueryCreator<Tables>, handIn: HandIn, key: ReuseKey) =>
  db
    .insertInto('submissions')
    .columns([
      ...(['user_id', 'assignment_id', 'bundle_hash', 'code', 'code_hash'] as const),
      ...(['status', 'request_id', 'leader_id'] as const),
    ])
    .expression(
      selectLeader(db, key).select([
        sql`${handIn.userId}::uuid`.as('user_id'),
        'assignment_id',
        'bundle_hash',
        sql`nullif(${handIn.code}::text, submissions.code)`.as('code'),
        'code_hash',
        sql.lit('queued').as('status'),
        sql<string | null>`${handIn.requestId ?? null}::text`.as('request_id'),
        'id',
      ]),
    )
    .onConflict((conflict) =>
      conflict
        .column('user_id')
        // Written out, since PostgreSQL must see that this is the index's condition.
        .where('status', '<>', sql.lit('graded'))
        .doNothing(),
    )
    .returningAll();

/**
 * Stores a submission that is graded from the start, by the result of an identical one; null when
 * that one or the user was deleted meanwhile.
 *
 * Both are locked before anything is written: a removal, which locks the user before the progress,
 * would otherwise wait for the progress written here, and this for the user.
 */
export async function insertReused(
  db: Connection,
  handIn: Omit<HandIn, 'serving'> & { source: ReusableSubmission },
): Promise<StoredSubmission | null> {
  const { source } = handIn;
  const code = sql<string>`${handIn.code}::text`;
  const changed = db.with('changed', (inserting) =>
    inserting
      .insertInto('submissions')
      .columns([
        ...(['user_id', 'assignment_id', 'bundle_hash', 'code', 'code_hash'] as const),
        ...(['request_id', 'status', 'reused_from', 'graded_at'] as const),
      ])
      .expression(
        inserting
          .selectFrom('users as owner')
          .innerJoin('submissions as source', (join) => join.onTrue())
          .where('owner.id', '=', handIn.userId)
          .where('source.id', '=', source.id)
          .select([
            'owner.id as user_id',
            'source.assignment_id',
            'source.bundle_hash',
            sql<string | null>`nullif(${code}, source.code)`.as('code'),
            'source.code_hash',
            sql<string | null>`${handIn.requestId ?? null}::text`.as('request_id'),
            sql.lit('graded').as('status'),
            'source.id as reused_from',
            sql<Date>`now()`.as('graded_at'),
          ])
          .forKeyShare(),
      )
      .returningAll(),
  );
  const row = await selectChanged(withProgress(changed, source)).executeTakeFirst();
  return row === undefined ? null : toStoredSubmission(row);
}

const handInColumns = (handIn: Omit<HandIn, 'serving'>) => ({
  user_id: handIn.userId,
  assignment_id: handIn.assignmentId,
  bundle_hash: handIn.bundleHash,
  code: handIn.code,
  code_hash: hashCode(handIn.code),
  request_id: handIn.requestId ?? null,
});
