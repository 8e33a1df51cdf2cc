import type { ResultRequest } from '@touchstone/contracts';
import { sql } from 'kysely';
import type { Connection } from '../tables.ts';
import { inTransaction } from './in-transaction.ts';
import { raiseProgress } from './progress.ts';
import { storedColumns, toStoredSubmission, type StoredSubmission } from './stored-submission.ts';
import { isUuid } from './uuid.ts';

export type BeginAttemptOutcome =
  | { readonly kind: 'begun'; readonly attempt: number; readonly stored: StoredSubmission }
  | { readonly kind: 'already-graded' }
  | { readonly kind: 'unknown' };

export type StoreResultOutcome =
  | {
      readonly kind: 'stored';
      readonly stored: StoredSubmission;
      /** The user's points or solved assignments changed by it. */
      readonly progressChanged: boolean;
    }
  /** This attempt's result was stored before, or the submission was given up after it. */
  | { readonly kind: 'repeated' }
  /** Not the newest attempt. */
  | { readonly kind: 'stale' }
  | { readonly kind: 'unknown' };

/**
 * Begins a new attempt, which makes all earlier ones stale. It counts as lost when there is no
 * result after the bundle's wall limit and `slackMs`.
 */
export async function beginAttempt(
  db: Connection,
  begin: { submissionId: string; slackMs: number },
): Promise<BeginAttemptOutcome> {
  const { submissionId, slackMs } = begin;
  if (!isUuid(submissionId)) return { kind: 'unknown' };
  const row = await db
    .with('s', (updating) =>
      updating
        .updateTable('submissions')
        .from('grading_bundles')
        .set(({ eb }) => ({
          status: 'grading',
          attempt: eb('attempt', '+', 1),
          revision: eb('revision', '+', 1),
          deadline_at: sql<Date>`now() + make_interval(
            secs => grading_bundles.wall_seconds::double precision + ${slackMs}::double precision / 1000
          )`,
          changed_at: sql<Date>`now()`,
        }))
        .whereRef('grading_bundles.hash', '=', 'submissions.bundle_hash')
        .where('submissions.id', '=', submissionId)
        .where('submissions.status', '<>', 'graded')
        .returningAll('submissions'),
    )
    .selectFrom('s')
    .innerJoin('assignments', 'assignments.id', 's.assignment_id')
    .select(storedColumns)
    .executeTakeFirst();
  if (row !== undefined) {
    return { kind: 'begun', attempt: row.attempt, stored: toStoredSubmission(row) };
  }
  const known = await readFence(db, submissionId);
  return { kind: known === undefined ? 'unknown' : 'already-graded' };
}

/**
 * Stores the result of the newest attempt, once, and lets it count in the same transaction. The
 * newest attempt may still end well after its deadline, as long as no other was begun.
 */
export async function storeResult(
  db: Connection,
  request: ResultRequest,
): Promise<StoreResultOutcome> {
  const { submissionId, attempt, result } = request;
  if (!isUuid(submissionId)) return { kind: 'unknown' };
  return inTransaction(db, async (transaction) => {
    const row = await transaction
      .with('s', (updating) =>
        updating
          .updateTable('submissions')
          .set(({ eb }) => ({
            status: 'graded',
            result: JSON.stringify(result),
            revision: eb('revision', '+', 1),
            deadline_at: null,
            changed_at: sql<Date>`now()`,
            graded_at: sql<Date>`now()`,
          }))
          .where('id', '=', submissionId)
          .where('attempt', '=', attempt)
          .where('status', '<>', 'graded')
          .returningAll(),
      )
      .selectFrom('s')
      .innerJoin('assignments', 'assignments.id', 's.assignment_id')
      .select(storedColumns)
      .executeTakeFirst();
    if (row === undefined) return refusal(transaction, submissionId, attempt);
    const progressChanged = await raiseProgress(transaction, {
      userId: row.user_id,
      assignmentId: row.assignment_id,
      result,
    });
    return { kind: 'stored', stored: toStoredSubmission(row), progressChanged };
  });
}

async function refusal(
  db: Connection,
  submissionId: string,
  attempt: number,
): Promise<StoreResultOutcome> {
  const known = await readFence(db, submissionId);
  if (known === undefined) return { kind: 'unknown' };
  return { kind: known.attempt === attempt ? 'repeated' : 'stale' };
}

const readFence = (
  db: Connection,
  submissionId: string,
): Promise<{ attempt: number } | undefined> =>
  db.selectFrom('submissions').select('attempt').where('id', '=', submissionId).executeTakeFirst();
