import { sql } from 'kysely';
import type { Connection } from '../tables.ts';

/**
 * Notes that a teacher has seen that the student is stuck: the programs since then count anew. False if the
 * student has handed nothing in.
 */
export async function markSeen(
  db: Connection,
  { userId, assignmentId, teacherId }: { userId: string; assignmentId: string; teacherId: string },
): Promise<boolean> {
  const { rows } = await sql`
    with cleared as (
      update standings set programs_since = '{}'
      where user_id = ${userId}::uuid and assignment_id = ${assignmentId}::uuid
      returning user_id, assignment_id
    )
    insert into seen_marks (user_id, assignment_id, teacher_id)
    select user_id, assignment_id, ${teacherId}::uuid from cleared
    returning id`.execute(db);
  return rows.length > 0;
}
