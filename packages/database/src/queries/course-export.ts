import {
  writtenProgram,
  type CourseExportCursor,
  type CourseExportPage,
} from '@touchstone/contracts';
import { sql } from 'kysely';
import type { Connection } from '../tables.ts';
import { codeOf, otherFilesOf, programOf, type ProgramColumns } from './program-columns.ts';
import { ownStatusOf, withEarlierTests } from './stored-submission.ts';

/** Rows of a page, except where programs may make it large. */
const maxRows = 500;
/** A page of programs and results has at most a few MiB. */
const maxPrograms = 50;

/**
 * A page of all that is stored of a course: itself, its assignments and people, then progress, drafts and
 * submissions of its students. `from` is the previous page's `next`, null for the first page. Null if
 * there is no such course.
 */
export async function exportCourse(
  db: Connection,
  slug: string,
  from: CourseExportCursor | null,
): Promise<CourseExportPage | null> {
  const course = await db
    .selectFrom('courses')
    .select(['id', 'title', 'description', 'published', 'access'])
    .where('slug', '=', slug)
    .executeTakeFirst();
  if (course === undefined) return null;
  if (from === null) {
    const { id, ...head } = course;
    const rows = [...(await exportAssignments(db, id)), ...(await exportMembers(db, id))];
    return {
      rows: [{ kind: 'course', format: 1, slug, ...head }, ...rows],
      next: { stage: 'progress', after: null },
    };
  }
  switch (from.stage) {
    case 'progress':
      return exportProgress(db, course.id, from.after);
    case 'overridden':
      return exportOverridden(db, course.id, from.after);
    case 'drafts':
      return exportDrafts(db, course.id, from.after);
    case 'submissions':
      return exportSubmissionsOf(db, course.id, from.after);
  }
}

type Rows = CourseExportPage['rows'];

async function exportAssignments(db: Connection, courseId: string): Promise<Rows> {
  const rows = await db
    .selectFrom('assignments')
    .select(['slug', 'title', 'part', 'points', 'position'])
    .where('course_id', '=', courseId)
    .orderBy('position')
    .orderBy('slug')
    .execute();
  return rows.map((row) => ({ kind: 'assignment', ...row }));
}

async function exportMembers(db: Connection, courseId: string): Promise<Rows> {
  const { rows } = await sql<Omit<Extract<Rows[number], { kind: 'member' }>, 'kind'>>`
    select user_id as user, role, name, student_number as "studentNumber", group_name as group,
      (select subject from identities where identities.user_id = members.user_id and issuer = 'mail'
        order by created_at limit 1) as mail
    from members where course_id = ${courseId} order by role, name, user_id`.execute(db);
  return rows.map((row) => ({ kind: 'member', ...row }));
}

const first = '00000000-0000-0000-0000-000000000000';

/** The uuids of user and assignment of the last row, which are the primary key. */
const pairAfter = (after: string | null) => {
  const [user = first, assignment = first] = after?.split(' ') ?? [];
  return sql`(${user}::uuid, ${assignment}::uuid)`;
};

async function exportProgress(
  db: Connection,
  courseId: string,
  after: string | null,
): Promise<CourseExportPage> {
  const { rows } = await sql<{
    key: string;
    user: string;
    assignment: string;
    points: number;
    solved: boolean;
  }>`
    select p.user_id || ' ' || p.assignment_id as key, p.user_id as user, a.slug as assignment,
      p.best_points as points, p.completed as solved
    from progress as p join assignments as a on a.id = p.assignment_id
    where a.course_id = ${courseId} and (p.user_id, p.assignment_id) > ${pairAfter(after)}
    order by p.user_id, p.assignment_id limit ${maxRows}`.execute(db);
  return {
    rows: rows.map(({ user, assignment, points, solved }) => ({
      kind: 'progress',
      ...{ user, assignment, points, solved },
    })),
    next: nextOf('progress', rows, maxRows) ?? { stage: 'overridden', after: null },
  };
}

async function exportOverridden(
  db: Connection,
  courseId: string,
  after: string | null,
): Promise<CourseExportPage> {
  const { rows } = await sql<{
    key: string;
    user: string;
    assignment: string;
    points: number;
    reason: string;
    changedAt: Date;
  }>`
    select o.user_id || ' ' || o.assignment_id as key, o.user_id as user, a.slug as assignment,
      o.points, o.reason, o.changed_at as "changedAt"
    from overridden_points as o join assignments as a on a.id = o.assignment_id
    where a.course_id = ${courseId} and (o.user_id, o.assignment_id) > ${pairAfter(after)}
    order by o.user_id, o.assignment_id limit ${maxRows}`.execute(db);
  return {
    rows: rows.map(({ user, assignment, points, reason, changedAt }) => ({
      kind: 'overridden-points',
      ...{ user, assignment, points, reason },
      changedAt: changedAt.toISOString(),
    })),
    next: nextOf('overridden', rows, maxRows) ?? { stage: 'drafts', after: null },
  };
}

async function exportDrafts(
  db: Connection,
  courseId: string,
  after: string | null,
): Promise<CourseExportPage> {
  const { rows } = await sql<
    ProgramColumns & { key: string; user: string; assignment: string; changedAt: Date }
  >`
    select d.user_id || ' ' || d.assignment_id as key, d.user_id as user, a.slug as assignment,
      d.code, d.other_files, d.changed_at as "changedAt"
    from drafts as d join assignments as a on a.id = d.assignment_id
    where a.course_id = ${courseId} and (d.user_id, d.assignment_id) > ${pairAfter(after)}
    order by d.user_id, d.assignment_id limit ${maxPrograms}`.execute(db);
  return {
    rows: rows.map(({ user, assignment, changedAt, ...row }) => ({
      kind: 'draft',
      ...{ user, assignment },
      ...writtenProgram(programOf(row)),
      changedAt: changedAt.toISOString(),
    })),
    next: nextOf('drafts', rows, maxPrograms) ?? { stage: 'submissions', after: null },
  };
}

/** In the order of their ids, for which there is an index. */
async function exportSubmissionsOf(
  db: Connection,
  courseId: string,
  after: string | null,
): Promise<CourseExportPage> {
  const rows = await db
    .selectFrom('submissions as s')
    .leftJoin('submissions as source', 'source.id', 's.reused_from')
    .leftJoin('submissions as leader', 'leader.id', 's.leader_id')
    .innerJoin('assignments', 'assignments.id', 's.assignment_id')
    .select(['s.id', 's.user_id', ownStatusOf.as('status'), 's.created_at', 's.graded_at'])
    .select(['s.regraded_at', 's.reused_from', 'assignments.slug as assignment'])
    .select(withEarlierTests.as('earlier_tests'))
    .select(codeOf('s', 'source', 'leader').as('code'))
    .select(otherFilesOf('s', 'source', 'leader').as('other_files'))
    .select((eb) => eb.fn.coalesce('s.result', 'source.result').as('result'))
    .where('assignments.course_id', '=', courseId)
    .where('s.id', '>', after ?? first)
    .orderBy('s.id')
    .limit(maxPrograms)
    .execute();
  return {
    rows: rows.map((row) => ({
      kind: 'submission',
      id: row.id,
      user: row.user_id,
      assignment: row.assignment,
      ...writtenProgram(programOf(row)),
      status: row.status,
      result: row.result,
      createdAt: row.created_at.toISOString(),
      gradedAt: row.graded_at?.toISOString() ?? null,
      reusedFrom: row.reused_from,
      earlierTests: row.earlier_tests,
      regradedAt: row.regraded_at?.toISOString() ?? null,
    })),
    next: nextOf(
      'submissions',
      rows.map(({ id }) => ({ key: id })),
      maxPrograms,
    ),
  };
}

function nextOf(
  stage: CourseExportCursor['stage'],
  rows: readonly { key: string }[],
  limit: number,
): CourseExportCursor | null {
  const last = rows.at(-1);
  return last === undefined || rows.length < limit ? null : { stage, after: last.key };
}
