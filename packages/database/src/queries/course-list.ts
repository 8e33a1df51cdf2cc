import { sql } from 'kysely';
import { noteActions } from './audit-log.ts';
import { inTransaction } from './in-transaction.ts';
import type { Connection } from '../tables.ts';

/** A course as its teacher sees it in a list; also one that students don't see. */
export interface CourseSummary {
  readonly slug: string;
  readonly title: string;
  readonly published: boolean;
  readonly archived: boolean;
  /** Until when an archived course keeps what students did; null: it is not archived. */
  readonly keptUntil: Date | null;
  /** Only members see it. */
  readonly invited: boolean;
  /** Without those that are retired or not published. */
  readonly assignments: number;
  /** Users who have handed something in. */
  readonly students: number;
  readonly submissions: number;
  /** Of the submissions, those that wait for a grading or are being graded. */
  readonly ungraded: number;
}

/** All courses in the order in which they were first loaded. */
export async function listAllCourses(db: Connection): Promise<CourseSummary[]> {
  const { rows } = await sql<CourseSummary>`
    select c.slug, c.title, c.published, c.archived_at is not null as archived, c.kept_until as "keptUntil",
      c.access = 'invited' as invited,
      (select count(*) from assignments where course_id = c.id and position is not null)::int
        as assignments,
      coalesce(handed_in.students, 0) as students,
      coalesce(handed_in.submissions, 0) as submissions,
      coalesce(handed_in.ungraded, 0) as ungraded
    from courses as c left join (
      select a.course_id, count(*)::int as submissions, count(distinct s.user_id)::int as students,
        (count(*) filter (where s.status in ('received', 'queued', 'grading')))::int as ungraded
      from submissions as s join assignments as a on a.id = s.assignment_id
      group by a.course_id
    ) as handed_in on handed_in.course_id = c.id
    order by c.seq`.execute(db);
  return rows;
}

/**
 * Makes a course read-only, and keeps what students did for that many months from when it was archived. With
 * null both end. False if there is no such course.
 */
export async function archiveCourse(
  db: Connection,
  slug: string,
  keepMonths: number | null,
): Promise<boolean> {
  return inTransaction(db, async (transaction) => {
    const archivedAt =
      keepMonths === null ? sql`null::timestamptz` : sql`coalesce(archived_at, now())`;
    const { rows } = await sql<{ id: string; keptUntil: Date | null }>`
      update courses set archived_at = ${archivedAt},
        kept_until = ${archivedAt} + make_interval(months => ${keepMonths ?? 0})
      where slug = ${slug} returning id, kept_until as "keptUntil"`.execute(transaction);
    const [course] = rows;
    if (course === undefined) return false;
    const { id: courseId, keptUntil } = course;
    await noteActions(transaction, [
      keptUntil === null
        ? { actor: null, courseId, action: 'end-archive' }
        : {
            ...{ actor: null, courseId, action: 'archive-course' },
            details: { removeAfter: keptUntil.toISOString() },
          },
    ]);
    return true;
  });
}
