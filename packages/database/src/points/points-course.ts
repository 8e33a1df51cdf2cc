import type { CourseStudent, PointsCourse } from '@touchstone/contracts';
import { sql } from 'kysely';
import type { Connection } from '../tables.ts';
import { compareStudents, lastNameFirst } from './last-name-first.ts';

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
  const students = await listStudents(
    db,
    assignments.map(({ id }) => id),
  );
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

/** Points also stay when the submissions that gave them were pruned. */
async function listStudents(
  db: Connection,
  assignmentIds: readonly string[],
): Promise<CourseStudent[]> {
  const { rows } = await sql<{ uuid: string; name: string | null }>`
    with wanted as (select unnest(${sql.val(assignmentIds)}::uuid[]) as id)
    select users.id as uuid, null::text as name
    from users
    where users.id in (
      select user_id from submissions where assignment_id in (select id from wanted)
      union
      select user_id from progress where assignment_id in (select id from wanted)
    )`.execute(db);
  return rows
    .map(({ uuid, name }) => ({
      ...{ uuid, number: null, mail: null, group: null },
      name: name === null ? null : lastNameFirst(name),
    }))
    .sort(compareStudents);
}
