import { sql } from 'kysely';
import type { Connection } from '../tables.ts';
import { milliseconds } from './milliseconds.ts';
import { isUuid } from './uuid.ts';

/**
 * How many queued submissions came before this queued one, or before its leader; 0 for one that is not
 * queued.
 */
export async function queuePosition(db: Connection, submissionId: string): Promise<number> {
  if (!isUuid(submissionId)) return 0;
  const { before } = await db
    .selectFrom('submissions as given')
    .innerJoin('submissions as own', (join) =>
      join.on(sql<boolean>`own.id = coalesce(given.leader_id, given.id)`),
    )
    .innerJoin('submissions as other', (join) => join.onRef('other.seq', '<', 'own.seq'))
    .select(({ fn }) => fn.countAll<number>().as('before'))
    .where('given.id', '=', submissionId)
    .where('own.status', '=', 'queued')
    .where('other.status', '=', 'queued')
    .where('other.leader_id', 'is', null)
    .executeTakeFirstOrThrow();
  return before;
}

/** How long ago the first submission of the queue was handed in; 0 when none is queued. */
export async function readOldestQueuedMs(db: Connection): Promise<number> {
  const oldest = await db
    .selectFrom('submissions')
    .select(sql<number>`extract(epoch from now() - created_at)::double precision * 1000`.as('ms'))
    .where('status', '=', sql.lit('queued'))
    .where('leader_id', 'is', null)
    .orderBy('seq')
    .limit(1)
    .executeTakeFirst();
  return Math.max(0, oldest?.ms ?? 0);
}

/** A submission that waits for a grader, with the contents of its stream entry. */
interface QueuedSubmission {
  readonly id: string;
  readonly assignmentId: string;
  readonly attempt: number;
  readonly requestId?: string;
}

/**
 * Submissions that have been queued for `olderThanMs` without a change, in the order of the queue. Not
 * listed are followers, which wait for their leaders, and submissions that have lost `lostLimit`
 * attempts. When the queue is longer than `limit`, the next page begins after `afterId`.
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
    .where('changed_at', '<=', sql<Date>`now() - ${milliseconds(olderThanMs)}`)
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
