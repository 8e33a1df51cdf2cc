import type { Result } from '@touchstone/contracts';
import { sql } from 'kysely';
import {
  selectChangedAndFollowers,
  toStoredSubmission,
  type StoredSubmission,
} from '../queries/stored-submission.ts';
import type { Connection } from '../tables.ts';
import { end, type Ended } from './results.ts';
import { move } from './states.ts';

const lost = { lost_attempts: sql<number>`submissions.lost_attempts + 1` };

/**
 * Counts attempts whose deadline has passed as lost, the longest lost first, and queues their
 * submissions again. Resolves to these and to those that follow them.
 *
 * One statement, which skips rows that another process is at, so that any number of processes may
 * sweep at once and each row is returned to one of them.
 */
export async function expireAttempts(
  db: Connection,
  { limit }: { limit: number },
): Promise<StoredSubmission[]> {
  const rows = await selectChangedAndFollowers(
    db
      .with('expired', (locking) =>
        locking
          .selectFrom('submissions')
          .select('id')
          .where('status', '=', sql.lit('grading'))
          .where('deadline_at', '<=', sql<Date>`now()`)
          .orderBy('deadline_at')
          .limit(limit)
          .forUpdate()
          .skipLocked(),
      )
      .with('changed', (changing) =>
        move(changing, 'lose', lost)
          .where(sql<boolean>`submissions.id in (select id from expired)`)
          .returningAll('submissions'),
      ),
  ).execute();
  return rows.map(toStoredSubmission);
}

/**
 * Counts every attempt under way as lost: for a process that has the database to itself, so that
 * whoever made these attempts is gone.
 */
export async function expireAllAttempts(db: Connection): Promise<void> {
  await move(db, 'lose', lost).where('submissions.status', '=', sql.lit('grading')).execute();
}

/** Submissions that wait for a grader and have lost so many attempts that none may follow. */
export async function listExhausted(
  db: Connection,
  { lostLimit, limit }: { lostLimit: number; limit: number },
): Promise<string[]> {
  const rows = await db
    .selectFrom('submissions')
    .select('id')
    .where('status', '=', sql.lit('queued'))
    .where('lost_attempts', '>', sql.lit(0))
    .where('lost_attempts', '>=', lostLimit)
    .limit(limit)
    .execute();
  return rows.map(({ id }) => id);
}

/**
 * Ends a submission as internal-error when so many attempts were lost, one under way included;
 * null when it is not (any more) to be given up.
 */
export async function giveUp(
  db: Connection,
  { submissionId, lostLimit }: { submissionId: string; lostLimit: number },
): Promise<Ended | null> {
  return end(db, 'giveUp', {
    submissionId,
    result: givenUpResult(lostLimit),
    where: sql`submissions.lost_attempts + (submissions.status = 'grading')::integer
      >= ${lostLimit}::integer`,
  });
}

const givenUpResult = (lostLimit: number): Result => ({
  verdict: 'internal-error',
  correct: false,
  points: 0,
  tests: [],
  output:
    `What grades programs broke down ${lostLimit} times while it was at this one. The fault is ours, ` +
    'not yours: please hand it in again.',
  wallMs: 0,
  cpuMs: 0,
  peakMemoryBytes: 0,
});
