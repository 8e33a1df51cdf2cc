import { sql } from 'kysely';
import type { Connection } from '../tables.ts';
import type { TeachScope } from './students.ts';

/**
 * Whom a caller may see in a course: an assistant the assigned students, without names if the course is
 * anonymous; others all.
 */
export async function readTeachScope(
  db: Connection,
  { courseId, assistantId }: { courseId: string; assistantId: string | null },
): Promise<TeachScope> {
  if (assistantId === null) return { courseId, students: null, showsNames: true };
  const { rows } = await sql<{ students: string[]; anonymous: boolean }>`
    select anonymous, array(
      select m.user_id::text
      from assisted as a join members as m
        on m.course_id = a.course_id and m.user_id = a.student_id
      where a.course_id = courses.id and a.assistant_id = ${assistantId}::uuid
        and m.role = 'student'
      union
      select m.user_id::text
      from assisted as a join members as m
        on m.course_id = a.course_id and m.group_name = a.group_name
      where a.course_id = courses.id and a.assistant_id = ${assistantId}::uuid
        and m.role = 'student'
    ) as students
    from courses where id = ${courseId}::uuid`.execute(db);
  const [course] = rows;
  return {
    courseId,
    students: course?.students ?? [],
    showsNames: course?.anonymous === false,
  };
}
