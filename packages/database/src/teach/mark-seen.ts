import { sql } from 'kysely';
import { noteActions } from '../queries/audit-log.ts';
import { inTransaction } from '../queries/in-transaction.ts';
import type { Connection } from '../tables.ts';
import type { AboutStudent } from './notes.ts';

/**
 * Notes that a teacher has seen that the student is stuck: the programs since then count anew. False if the
 * student has no result in the assignment.
 */
export async function markSeen(
  db: Connection,
  { courseId, userId, assignmentId, actor }: AboutStudent & { assignmentId: string },
): Promise<boolean> {
  return inTransaction(db, async (transaction) => {
    const { rows } = await sql`
      with cleared as (
        update standings set programs_since = '{}'
        where user_id = ${userId}::uuid and assignment_id = ${assignmentId}::uuid
          and course_id = ${courseId}::uuid
        returning user_id, assignment_id
      )
      insert into seen_marks (user_id, assignment_id, teacher_id)
      select user_id, assignment_id, ${actor}::uuid from cleared
      returning id`.execute(transaction);
    if (rows.length === 0) return false;
    const details = { assignment: assignmentId };
    await noteActions(transaction, [
      { actor, courseId, action: 'mark-seen', subjectId: userId, details },
    ]);
    return true;
  });
}
