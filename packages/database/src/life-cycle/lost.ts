import { internalErrorResult } from '@touchstone/contracts';
import { sql, type SqlBool } from 'kysely';
import { milliseconds } from '../queries/milliseconds.ts';
import {
  selectChangedAndFollowers,
  toStoredSubmission,
  type StoredSubmission,
} from '../queries/stored-submission.ts';
import type { Connection } from '../tables.ts';
import { end, type Ended } from './results.ts';
import { move } from './states.ts';

export const oneMoreLost = { lost_attempts: sql<number>`submissions.lost_attempts + 1` };

/**
 * Counts attempts whose deadline has passed as lost, the longest overdue first, and queues their
 * submissions again. Resolves to these and their followers. If the grader was seen since the
 * deadline, it is late and the loss is certain. If it is silent, it may be frozen. Any other grader will
 * turn out to be one of the two within `silentMs`.
 *
 * One statement, which skips rows that another process has locked, so that any number of processes may
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
      .with(
        'doubted',
        () => sql<object>`(
          insert into lost_attempts (submission_id, attempt, instance)
          select id, attempt, instance from expired where in_doubt
          on conflict do nothing
        )`,
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
 * Notes that the loss of an attempt, because another grader claimed its entry, is in doubt, unless its
 * own grader is known to be gone. The caller has locked the submission's row.
 */
export async function noteDoubtfulLoss(
  transaction: Connection,
  submissionId: string,
): Promise<void> {
  await sql`
    insert into lost_attempts (submission_id, attempt, instance)
    select submissions.id, submissions.attempt, graders.instance
    from submissions join graders on graders.instance = submissions.grader_instance
    where submissions.id = ${submissionId} and graders.gone_at is null
    on conflict do nothing`.execute(transaction);
}

/**
 * Counts every attempt under way as lost: for a process that has just opened a database of its own,
 * so that the graders of these attempts are gone.
 */
export async function expireAllAttempts(db: Connection): Promise<void> {
  await move(db, 'lose', oneMoreLost)
    .where('submissions.status', '=', sql.lit('grading'))
    .execute();
}

/**
 * Queues every ungraded submission as if no grader had lost it: for a database that was restored, where
 * graders and entries are others. Resolves to the number of ungraded ones, followers too.
 */
export async function startOver(db: Connection): Promise<number> {
  const fresh = { lost_attempts: 0, grading_id: null, grader_instance: null };
  await move(db, 'handBack', fresh).where('submissions.status', '=', sql.lit('grading')).execute();
  await db
    .updateTable('submissions')
    .set({ ...fresh, revision: sql`revision + 1`, changed_at: sql`now()` })
    .where('status', '=', sql.lit('queued'))
    .where('lost_attempts', '>', 0)
    .execute();
  const { count } = await db
    .selectFrom('submissions')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('status', 'in', ['received', 'queued', 'grading'])
    .executeTakeFirstOrThrow();
  return count;
}

/** Lost attempts of a row of `submissions` that are not in doubt. */
const certainlyLost = sql<number>`(submissions.lost_attempts - (
  select count(*) from lost_attempts
  join graders on graders.instance = lost_attempts.instance and graders.gone_at is null
  where lost_attempts.submission_id = submissions.id
))`;

/** Queued submissions that have certainly lost the maximum number of attempts. */
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
 * Ends a submission as internal-error when it has certainly lost the maximum number of attempts; null
 * when it has not, or has ended.
 */
export async function giveUp(
  db: Connection,
  { submissionId, lostLimit }: { submissionId: string; lostLimit: number },
): Promise<Ended | null> {
  return end(db, 'giveUp', {
    submissionId,
    result: internalErrorResult(`The grader crashed ${lostLimit} times while it ran your program.`),
    where: sql`${certainlyLost} >= ${lostLimit}::integer`,
  });
}
