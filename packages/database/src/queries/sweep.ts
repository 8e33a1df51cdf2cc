import type { Result, SubmissionStatus } from '@touchstone/contracts';
import { sql } from 'kysely';
import type { Connection } from '../tables.ts';
import { storedColumns, toStoredSubmission, type StoredSubmission } from './stored-submission.ts';

/**
 * Queued submissions that have not changed for that long, in the order of the queue: they wait
 * for a grader, or their stream entry is missing. For a queue longer than `limit`, the next page
 * begins after `afterId`.
 */
export async function listQueued(
  db: Connection,
  page: { olderThanMs: number; limit: number; afterId?: string },
): Promise<{ id: string; assignmentId: string; attempt: number }[]> {
  const { olderThanMs, limit, afterId } = page;
  let query = db
    .selectFrom('submissions')
    .select(['id', 'assignment_id as assignmentId', 'attempt'])
    .where('status', '=', 'queued')
    .where('changed_at', '<=', sql<Date>`now() - ${milliseconds(olderThanMs)}`)
    .orderBy('seq')
    .limit(limit);
  if (afterId !== undefined) {
    query = query.where('seq', '>', (subquery) =>
      subquery.selectFrom('submissions as last').select('last.seq').where('last.id', '=', afterId),
    );
  }
  return query.execute();
}

const milliseconds = (value: number) =>
  sql`make_interval(secs => ${value}::double precision / 1000)`;

/**
 * Lets every attempt under way count as lost from now on: for a process that has the database to
 * itself, so that whoever made these attempts is gone.
 */
export async function expireAttempts(db: Connection): Promise<void> {
  await db
    .updateTable('submissions')
    .set({ deadline_at: sql<Date>`now()` })
    .where('status', '=', 'grading')
    .execute();
}

/**
 * Ends attempts that count as lost, the longest lost first: queues the submission again, or gives
 * it up when `maxAttempts` were made. An attempt beyond that number, which another grader may
 * have begun before this one looked, is not waited for.
 *
 * One statement, which skips rows that another process is at, so that any number of processes may
 * sweep at once and each row is returned to one of them.
 */
export async function requeueExpired(
  db: Connection,
  sweep: { maxAttempts: number; limit: number },
): Promise<{ requeued: StoredSubmission[]; givenUp: StoredSubmission[] }> {
  const { maxAttempts, limit } = sweep;
  const isGivenUp = sql`attempt >= ${maxAttempts}::integer`;
  const result = JSON.stringify(givenUpResult(maxAttempts));
  const rows = await db
    .with('lost', (locking) =>
      locking
        .selectFrom('submissions')
        .select('id')
        .where('status', '=', 'grading')
        .where((eb) =>
          eb.or([eb('deadline_at', '<=', sql<Date>`now()`), eb('attempt', '>', maxAttempts)]),
        )
        .orderBy('deadline_at')
        .limit(limit)
        .forUpdate()
        .skipLocked(),
    )
    .with('s', (updating) =>
      updating
        .updateTable('submissions')
        .from('lost')
        .set(({ eb }) => ({
          status: sql<SubmissionStatus>`case when ${isGivenUp} then 'graded' else 'queued' end`,
          result: sql<string>`case when ${isGivenUp} then ${result}::jsonb end`,
          graded_at: sql<Date>`case when ${isGivenUp} then now() end`,
          deadline_at: null,
          revision: eb('revision', '+', 1),
          changed_at: sql<Date>`now()`,
        }))
        .whereRef('submissions.id', '=', 'lost.id')
        .returningAll('submissions'),
    )
    .selectFrom('s')
    .innerJoin('assignments', 'assignments.id', 's.assignment_id')
    .select(storedColumns)
    .orderBy('s.seq')
    .execute();
  const swept = rows.map(toStoredSubmission);
  return {
    requeued: swept.filter(({ submission }) => submission.status === 'queued'),
    givenUp: swept.filter(({ submission }) => submission.status === 'graded'),
  };
}

const givenUpResult = (maxAttempts: number): Result => ({
  verdict: 'internal-error',
  correct: false,
  points: 0,
  tests: [],
  output:
    `Grading was begun ${maxAttempts} times and never came to an end. The fault is ours, ` +
    'not your program’s. You may hand it in again.',
  wallMs: 0,
  cpuMs: 0,
  peakMemoryBytes: 0,
});
