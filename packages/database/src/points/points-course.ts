import type { CourseStudent, PointsCourse } from '@touchstone/contracts';
import { sql } from 'kysely';
import { mailIssuer } from '../queries/mail-identity.ts';
import type { Connection } from '../tables.ts';

/** A course with its students: the rows and columns of its points. Null if there is no such course. */
export async function readPointsCourse(db: Connection, slug: string): Promise<PointsCourse | null> {
  const course = await db
    .selectFrom('courses')
    .select(['id', 'slug', 'title'])
    .where('slug', '=', slug)
    .executeTakeFirst();
  if (course === undefined) return null;
  const assignments = await db
    .selectFrom('assignments')
    .select(['id', 'slug', 'title', 'points'])
    .select(sql<boolean>`position is not null`.as('counts'))
    .where('course_id', '=', course.id)
    .orderBy('position')
    .orderBy('slug')
    .execute();
  const students = await listStudents(db, {
    courseId: course.id,
    assignmentIds: assignments.map(({ id }) => id),
  });
  return {
    slug: course.slug,
    title: course.title,
    assignments: assignments.map(({ slug: name, title, points, counts }) => ({
      slug: name,
      ...{ title, points, counts },
    })),
    students,
  };
}

/**
 * The students among the members, and everybody else who took part. Points also stay when the
 * submissions that gave them were pruned. Each user is looked up in an index: to read all submissions of a
 * course takes longer than a statement may.
 */
async function listStudents(
  db: Connection,
  of: { courseId: string; assignmentIds: readonly string[] },
): Promise<CourseStudent[]> {
  const ids = sql`any(${sql.val(of.assignmentIds)}::uuid[])`;
  const { rows } = await sql<CourseStudent>`
    select took_part.user_id as uuid, member.student_number as number,
      last_name_first(member.name) as name,
      member.group_name as "group",
      case when member.user_id is not null then (
        select subject from identities
        where user_id = member.user_id and issuer = ${mailIssuer} order by created_at limit 1
      ) end as mail
    from (
      select user_id from members where course_id = ${of.courseId}
      union select * from (
        select users.id from users cross join lateral (
          select from submissions as s where s.user_id = users.id and s.assignment_id = ${ids} limit 1
        ) as one
      ) as handed_in
      union select * from (select distinct user_id from progress where assignment_id = ${ids}) as earned
      union select user_id from overridden_points where assignment_id = ${ids}
    ) as took_part
    left join members as member
      on member.course_id = ${of.courseId} and member.user_id = took_part.user_id
    where coalesce(member.role, 'student') = 'student'
    order by member.user_id is null, member.name_key, took_part.user_id`.execute(db);
  return rows;
}
