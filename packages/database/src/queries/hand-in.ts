import { sql } from 'kysely';
import type { Connection } from '../tables.ts';
import { hashCode } from './hash-code.ts';
import { inTransaction } from './in-transaction.ts';
import { raiseProgress } from './progress.ts';
import type { ReusableSubmission } from './reuse.ts';
import { storedColumns, toStoredSubmission, type StoredSubmission } from './stored-submission.ts';
import { readUngradedSubmissionId } from './submissions.ts';

/** A program handed in for an assignment that exists, to be graded by that bundle. */
export interface HandIn {
  readonly userId: string;
  readonly assignmentId: string;
  readonly bundleHash: string;
  readonly code: string;
}

export type InsertQueuedOutcome =
  | { readonly kind: 'accepted'; readonly stored: StoredSubmission }
  /** The user's earlier submission, `submissionId`, has no result yet. */
  | { readonly kind: 'in-grading'; readonly submissionId: string };

/** Each further round means that another submission of the same user got its result meanwhile. */
const roundsMax = 20;

/**
 * Queues a submission unless the user has an ungraded one; `submissions_one_ungraded` decides,
 * so of any number of simultaneous calls exactly one is accepted.
 */
export async function insertQueued(db: Connection, handIn: HandIn): Promise<InsertQueuedOutcome> {
  for (let round = 0; round < roundsMax; round++) {
    const stored = await tryInsertQueued(db, handIn);
    if (stored !== null) return { kind: 'accepted', stored };
    const submissionId = await readUngradedSubmissionId(db, handIn.userId);
    if (submissionId !== null) return { kind: 'in-grading', submissionId };
  }
  throw new Error(`user ${handIn.userId}: always another submission in the way, never a row of it`);
}

async function tryInsertQueued(db: Connection, handIn: HandIn): Promise<StoredSubmission | null> {
  const row = await db
    .with('s', (inserting) =>
      inserting
        .insertInto('submissions')
        .values({ ...handInColumns(handIn), status: 'queued' })
        .onConflict((conflict) =>
          conflict
            .column('user_id')
            // Written out, since PostgreSQL must see that this is the index's condition.
            .where('status', '<>', sql.lit('graded'))
            .doNothing(),
        )
        .returningAll(),
    )
    .selectFrom('s')
    .innerJoin('assignments', 'assignments.id', 's.assignment_id')
    .select(storedColumns)
    .executeTakeFirst();
  return row === undefined ? null : toStoredSubmission(row);
}

/** Stores a submission that is graded from the start, by the result of an identical one. */
export async function insertReused(
  db: Connection,
  handIn: HandIn & { source: ReusableSubmission },
): Promise<StoredSubmission> {
  const { userId, assignmentId, source } = handIn;
  return inTransaction(db, async (transaction) => {
    const row = await transaction
      .with('s', (inserting) =>
        inserting
          .insertInto('submissions')
          .values({
            ...handInColumns(handIn),
            status: 'graded',
            result: JSON.stringify(source.result),
            reused_from: source.id,
            graded_at: sql<Date>`now()`,
          })
          .returningAll(),
      )
      .selectFrom('s')
      .innerJoin('assignments', 'assignments.id', 's.assignment_id')
      .select(storedColumns)
      .executeTakeFirstOrThrow();
    await raiseProgress(transaction, { userId, assignmentId, result: source.result });
    return toStoredSubmission(row);
  });
}

const handInColumns = (handIn: HandIn) => ({
  user_id: handIn.userId,
  assignment_id: handIn.assignmentId,
  bundle_hash: handIn.bundleHash,
  code: handIn.code,
  code_hash: hashCode(handIn.code),
});
