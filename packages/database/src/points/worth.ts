import type { ReceivedBefore, SubmissionStatus } from '@touchstone/contracts';
import { sql } from 'kysely';
import { earnedPoints } from '../queries/progress.ts';

/*
 * About submissions `s`, joined with their assignments `a`, and with the `source` whose result they share.
 */

const result = sql`coalesce(s.summary, s.result, source.summary, source.result)`;

/** What counts of a result: less if it is late. Null until it is graded, as is whether it solves. */
export const pointsOf = earnedPoints(sql`(${result} -> 'points')::numeric`, 's', 'a');
export const isSolved = sql<boolean | null>`(${result} -> 'correct')::boolean`;

/** Whether a submission can give points: one that failed through a fault of ours can't. */
export const isGraded = sql<boolean>`s.status = 'graded' and s.verdict is distinct from 'internal-error'`;

/** To its student, one that waits for an earlier one is in the queue. */
export const shownStatus = sql<SubmissionStatus>`
  case when s.status = 'received' then 'queued' else s.status end`;

/** Of several submissions of a student, the one that gave the points comes first. */
export const bestFirst = sql`points desc, solved desc, seq`;

const due = sql`greatest(
  a.due_at, (select max(change.due_at) from date_changes_for(a.id, s.user_id) as change)
)`;

/** Whether a submission was received in time. */
export function wasReceivedBefore(before: ReceivedBefore) {
  if (before === null) return sql<boolean>`true`;
  if (before === 'due') return sql<boolean>`s.created_at <= coalesce(${due}, 'infinity')`;
  return sql<boolean>`s.created_at < ${before}::timestamptz`;
}
