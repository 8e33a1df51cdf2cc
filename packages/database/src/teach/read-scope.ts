import { sql } from 'kysely';
import type { Connection } from '../tables.ts';
import type { TeachScope } from './students.ts';

/** Whom a caller may see in a course: an assistant the assigned students, others all. */
export async function readTeachScope(
  db: Connection,
  { courseId, assistantId }: { courseId: string; assistantId: string | null },
): Promise<TeachScope> {
  if (assistantId === null) return { courseId, students: null, showsNames: true };
  const { rows } = await sql<{ id: string }>`
    select distinct m.user_id as id
    from assisted as a join members as m
      on m.course_id = a.course_id and (m.user_id = a.student_id or m.group_name = a.group_name)
    where a.course_id = ${courseId}::uuid and a.assistant_id = ${assistantId}::uuid
      and m.role = 'student'`.execute(db);
  return { courseId, students: rows.map(({ id }) => id), showsNames: true };
}
