import { sql } from 'kysely';
import { noteActions } from '../queries/audit-log.ts';
import { inTransaction } from '../queries/in-transaction.ts';
import type { Connection } from '../tables.ts';
import { lockRemovals } from './locks.ts';

/** Shows a course to students, or hides it from them; false if there is no such course. */
export async function publishCourse(
  db: Connection,
  slug: string,
  published: boolean,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('courses')
    .set({ published })
    .where('slug', '=', slug)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/**
 * Removes a course with its assignments and all that students did in them, in one transaction. Resolves
 * to the number of submissions; after removing nothing, to `published` if students see the course, so that
 * an export of it may lack something, and to `in-grading` while some are not graded; to null if there is no
 * such course. Bundles stay: they have no data of students, and their records are used when the course is
 * loaded again.
 */
export async function removeCourse(
  db: Connection,
  slug: string,
): Promise<{ submissions: number } | 'published' | 'in-grading' | null> {
  return inTransaction(db, async (transaction) => {
    await lockRemovals(transaction);
    const course = await transaction
      .selectFrom('courses')
      .select(['id', 'published'])
      .where('slug', '=', slug)
      .forUpdate()
      .executeTakeFirst();
    if (course === undefined) return null;
    if (course.published) return 'published';
    // Nobody can hand in from here on: a new row needs a lock on its assignment's.
    const assignments = await transaction
      .selectFrom('assignments')
      .select('id')
      .where('course_id', '=', course.id)
      .orderBy('id')
      .forUpdate()
      .execute();
    const ids = sql`any(${sql.val(assignments.map(({ id }) => id))}::uuid[])`;
    const { rows: ungraded } = await sql`
      select from submissions
      where assignment_id = ${ids} and status in ('received', 'queued', 'grading') limit 1`.execute(
      transaction,
    );
    if (ungraded.length > 0) return 'in-grading';
    await sql`delete from progress where assignment_id = ${ids}`.execute(transaction);
    await sql`delete from drafts where assignment_id = ${ids}`.execute(transaction);
    await sql`delete from regrades where assignment_id = ${ids}`.execute(transaction);
    // A submission shares the result of another one only within an assignment.
    const { numAffectedRows = 0n } = await sql`
      delete from submissions where assignment_id = ${ids}`.execute(transaction);
    await sql`delete from assignments where id = ${ids}`.execute(transaction);
    await transaction.deleteFrom('courses').where('id', '=', course.id).execute();
    const submissions = Number(numAffectedRows);
    await noteActions(transaction, [
      {
        ...{ actor: null, courseId: course.id, action: 'remove-course' },
        details: { slug, submissions },
      },
    ]);
    return { submissions };
  });
}
