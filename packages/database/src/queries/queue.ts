import { sql } from 'kysely';
import type { Connection } from '../tables.ts';
import { isUuid } from './uuid.ts';

/**
 * How many queued submissions came before this queued one, or before the one that it follows; 0
 * for one that is not queued.
 */
export async function queuePosition(db: Connection, submissionId: string): Promise<number> {
  if (!isUuid(submissionId)) return 0;
  const { before } = await db
    .selectFrom('submissions as asked')
    .innerJoin('submissions as own', (join) =>
      join.on(sql<boolean>`own.id = coalesce(asked.leader_id, asked.id)`),
    )
    .innerJoin('submissions as other', (join) => join.onRef('other.seq', '<', 'own.seq'))
    .select(({ fn }) => fn.countAll<number>().as('before'))
    .where('asked.id', '=', submissionId)
    .where('own.status', '=', 'queued')
    .where('other.status', '=', 'queued')
    .where('other.leader_id', 'is', null)
    .executeTakeFirstOrThrow();
  return before;
}

/** One that waits for a grader, with what its stream entry says. */
interface QueuedSubmission {
  readonly id: string;
  readonly assignmentId: string;
  readonly attempt: number;
  readonly requestId?: string;
}

/**
 * Submissions that have been waiting for a grader for that long without a change, in the order of
 * the queue; its followers wait with one and are not listed, nor is one that has lost so many attempts
 * that none may follow. For a queue longer than `limit`, the next page begins after `afterId`.
 */
export async function listQueued(
  db: Connection,
  page: { olderThanMs: number; limit: number; lostLimit: number; afterId?: string },
): Promise<QueuedSubmission[]> {
  const { olderThanMs, limit, lostLimit, afterId } = page;
  let query = db
    .selectFrom('submissions')
    .select(['id', 'assignment_id as assignmentId', 'attempt', 'request_id as requestId'])
    .where('status', '=', sql.lit('queued'))
    .where('leader_id', 'is', null)
    .where('lost_attempts', '<', lostLimit)
    .where(
      'changed_at',
      '<=',
      sql<Date>`now() - make_interval(secs => ${olderThanMs}::double precision / 1000)`,
    )
    .orderBy('seq')
    .limit(limit);
  if (afterId !== undefined) {
    query = query.where('seq', '>', (subquery) =>
      subquery.selectFrom('submissions as last').select('last.seq').where('last.id', '=', afterId),
    );
  }
  const rows = await query.execute();
  return rows.map(({ requestId, ...row }) => ({
    ...row,
    ...(requestId !== null && { requestId }),
  }));
}
