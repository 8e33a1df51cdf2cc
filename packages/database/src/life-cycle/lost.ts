import type { Result } from '@touchstone/contracts';
import { sql, type SqlBool } from 'kysely';
import {
  selectChangedAndFollowers,
  toStoredSubmission,
  type StoredSubmission,
} from '../queries/stored-submission.ts';
import type { Connection } from '../tables.ts';
import { milliseconds } from './graders.ts';
import { end, type Ended } from './results.ts';
import { move } from './states.ts';

export const oneMoreLost = { lost_attempts: sql<number>`submissions.lost_attempts + 1` };

/**
 * Counts attempts whose deadline has passed as lost, the longest lost first, and queues their
 * submissions again. Resolves to these and to those that follow them. A grader that has spoken since
 * the deadline is late, and the loss for certain; one that is silent may be frozen; of any other it
 * shows within `silentMs` which of both it is.
 *
 * One statement, which skips rows that another process is at, so that any number of processes may
 * sweep at once and each row is returned to one of them.
 */
export async function expireAttempts(
  db: Connection,
  { limit, silentMs }: { limit: number; silentMs: number },
): Promise<StoredSubmission[]> {
  const isSilent = sql<SqlBool>`graders.last_seen_at < now() - ${milliseconds(silentMs)}`;
  const isLate = sql<SqlBool>`graders.last_seen_at >= submissions.deadline_at`;
  const rows = await selectChangedAndFollowers(
    db
      .with('expired', (locking) =>
        locking
          .selectFrom('submissions')
          .leftJoin('graders', (join) =>
            join
              .onRef('graders.instance', '=', 'submissions.grader_instance')
              .on('graders.gone_at', 'is', null),
          )
          .select(['submissions.id', 'submissions.attempt', 'graders.instance'])
          .select(sql<boolean>`coalesce(not ${isLate}, false)`.as('in_doubt'))
          .where('submissions.status', '=', sql.lit('grading'))
          .where('submissions.deadline_at', '<=', sql<Date>`now()`)
          .where((eb) => eb.or([eb('graders.instance', 'is', null), isLate, isSilent]))
          .orderBy('submissions.deadline_at')
          .limit(limit)
          .forUpdate('submissions')
          .skipLocked(),
      )
      .with('doubted', (noting) =>
        noting
          .insertInto('lost_attempts')
          .columns(['submission_id', 'attempt', 'instance'])
          .expression((eb) =>
            eb
              .selectFrom('expired')
              .select(['id', 'attempt', sql<string>`instance`.as('instance')])
              .where('in_doubt', '=', true),
          )
          .onConflict((conflict) => conflict.doNothing()),
      )
      .with('changed', (changing) =>
        move(changing, 'lose', oneMoreLost)
          .where(sql<boolean>`submissions.id in (select id from expired)`)
          .returningAll('submissions'),
      ),
  ).execute();
  return rows.map(toStoredSubmission);
}

/**
 * Notes that an attempt under way is lost because another grader has taken it over, unless its own
 * is known to be gone: then there is no doubt. The caller holds the submission's row.
 */
export async function doubtLoss(transaction: Connection, submissionId: string): Promise<void> {
  await transaction
    .insertInto('lost_attempts')
    .columns(['submission_id', 'attempt', 'instance'])
    .expression((eb) =>
      eb
        .selectFrom('submissions')
        .innerJoin('graders', 'graders.instance', 'submissions.grader_instance')
        .select(['submissions.id', 'submissions.attempt', 'graders.instance'])
        .where('submissions.id', '=', submissionId)
        .where('graders.gone_at', 'is', null),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/**
 * Counts every attempt under way as lost: for a process that has the database to itself, so that
 * whoever made these attempts is gone.
 */
export async function expireAllAttempts(db: Connection): Promise<void> {
  await move(db, 'lose', oneMoreLost)
    .where('submissions.status', '=', sql.lit('grading'))
    .execute();
}

/** Losses of a row of `submissions` of which there is no doubt (any more). */
const certainlyLost = sql<number>`(submissions.lost_attempts - (
  select count(*) from lost_attempts
  join graders on graders.instance = lost_attempts.instance and graders.gone_at is null
  where lost_attempts.submission_id = submissions.id
))`;

/** Submissions that wait for a grader and have surely lost so many attempts that none may follow. */
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
    .where(sql<SqlBool>`${certainlyLost} >= ${lostLimit}::integer`)
    .limit(limit)
    .execute();
  return rows.map(({ id }) => id);
}

/**
 * Ends a submission as internal-error when so many attempts were surely lost; null when it is not
 * (any more) to be given up.
 */
export async function giveUp(
  db: Connection,
  { submissionId, lostLimit }: { submissionId: string; lostLimit: number },
): Promise<Ended | null> {
  return end(db, 'giveUp', {
    submissionId,
    result: givenUpResult(lostLimit),
    where: sql`${certainlyLost} >= ${lostLimit}::integer`,
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
