import { gridFilters, type GridCell, type GridFilter, type Verdict } from '@touchstone/contracts';
import { sql } from 'kysely';
import type { Connection } from '../tables.ts';
import { holds, isSolved, standingOf } from './grid-rules.ts';
import { dueFor, studentKey, withStudents, type TeachScope } from './students.ts';

export interface TaughtAssignment {
  readonly id: string;
  readonly slug: string;
  readonly title: string;
  readonly part: string;
  readonly points: number;
  readonly position: number;
  readonly dueAt: Date | null;
}

/** What is known of a student in an assignment, for the grid and its reasons. */
export interface GridRow {
  readonly assignmentId: string;
  /** Null before the first result. */
  readonly cell: GridCell | null;
  /** At least; different ones since a test passed for the first time. */
  readonly programsSince: number;
  readonly dueAt: Date | null;
  readonly filters: readonly GridFilter[];
}

export interface GridStudent {
  readonly uuid: string;
  readonly name: string | null;
  readonly studentNumber: string | null;
  readonly group: string | null;
  readonly rows: readonly GridRow[];
}

export interface GridPage {
  readonly filter?: GridFilter | undefined;
  readonly assignmentId?: string | undefined;
  /** Words, each of which the name, the student number or the group has. */
  readonly search?: string | undefined;
  readonly limit: number;
  readonly after?: string | undefined;
  /** Only this student. */
  readonly student?: string | undefined;
  readonly scope: TeachScope;
}

/** The assignments of a course, in order. */
export async function listTaughtAssignments(
  db: Connection,
  courseId: string,
): Promise<TaughtAssignment[]> {
  const { rows } = await sql<TaughtAssignment>`
    select id, slug, title, part, points, position, due_at as "dueAt" from assignments
    where course_id = ${courseId}::uuid and position is not null order by position`.execute(db);
  return rows;
}

/** A page of students in the order of their last names, with all assignments of the course. */
export async function readGridPage(
  db: Connection,
  page: GridPage,
): Promise<{ students: GridStudent[]; next: string | null }> {
  const { rows } = await sql<StudentRow>`
    with recursive ${withStudents(page.scope)},
    page as (
      select s.* from (select * from students as s order by ${studentKey('s')}) as s
      ${begins(page)} ${keptBy(page)}
      where ${isWanted(page)}
      order by ${studentKey('s')} limit ${page.limit + 1}
    )
    select s.user_id as uuid, s.name, s.student_number as "studentNumber", s.group_name as "group",
      a.id as "assignmentId", due.at as "dueAt", ${isSolved} as "isSolved",
      st.user_id is not null as "isBegun", coalesce(p.best_points, 0) as points, st.tries,
      st.last_at as "lastAt", st.solved_at as "solvedAt", st.verdict,
      coalesce(cardinality(st.programs_since), 0) as "programsSince",
      array_remove(array[${sql.join(
        gridFilters.map((name) => sql`case when ${holds[name]} then ${sql.lit(name)} end`),
      )}], null) as filters
    from page as s
    left join assignments as a
      on a.course_id = ${page.scope.courseId}::uuid and a.position is not null
    ${standingOf} ${dueFor}
    order by ${studentKey('s')}, a.position`.execute(db);
  const students = groupByStudent(rows);
  const shown = students.slice(0, page.limit);
  return {
    students: shown,
    next: students.length > page.limit ? (shown.at(-1)?.uuid ?? null) : null,
  };
}

/** After the last student of the page before. */
const begins = ({ after }: GridPage) =>
  after === undefined
    ? sql``
    : sql`join (select * from students where user_id = ${after}::uuid) as last
        on ${studentKey('s')} > ${studentKey('last')}`;

/**
 * Keeps students for whom the filter holds. The limit makes PostgreSQL look at one after the other, in their
 * order, until the page is full.
 */
function keptBy({ filter, assignmentId, scope }: GridPage) {
  if (filter === undefined) return sql``;
  const only = assignmentId === undefined ? sql`true` : sql`a.id = ${assignmentId}::uuid`;
  return sql`cross join lateral (
    select from assignments as a ${standingOf} ${dueFor}
    where a.course_id = ${scope.courseId}::uuid and a.position is not null and ${only}
      and ${holds[filter]}
    limit 1
  ) as kept`;
}

function isWanted({ filter, search = '', student, scope }: GridPage) {
  const conditions = [sql`true`];
  if (student !== undefined) conditions.push(sql`s.user_id = ${student}::uuid`);
  for (const word of search.split(/\s+/).filter(Boolean)) {
    conditions.push(sql`strpos(
      lower(concat_ws(' ', s.name, s.student_number, s.group_name)), lower(${word}::text)
    ) > 0`);
  }
  if (filter === 'stuck') {
    conditions.push(sql`s.user_id in (
      select user_id from standings where course_id = ${scope.courseId}::uuid and stuck
    )`);
  }
  return sql.join(conditions, sql` and `);
}

interface StudentRow extends Omit<GridStudent, 'rows'> {
  readonly assignmentId: string | null;
  readonly dueAt: Date | null;
  readonly isSolved: boolean;
  readonly isBegun: boolean;
  readonly points: number;
  readonly tries: number;
  readonly lastAt: Date;
  readonly solvedAt: Date | null;
  readonly verdict: Verdict;
  readonly programsSince: number;
  readonly filters: readonly GridFilter[];
}

function groupByStudent(rows: readonly StudentRow[]): GridStudent[] {
  const students = new Map<string, GridStudent & { rows: GridRow[] }>();
  for (const row of rows) {
    const { uuid, name, studentNumber, group } = row;
    const student = students.get(uuid) ?? { uuid, name, studentNumber, group, rows: [] };
    students.set(uuid, student);
    if (row.assignmentId === null) continue;
    const { assignmentId, programsSince, dueAt, filters } = row;
    const cell = row.isBegun ? cellOf(row, assignmentId) : null;
    student.rows.push({ assignmentId, cell, programsSince, dueAt, filters });
  }
  return [...students.values()];
}

const cellOf = (row: StudentRow, assignmentId: string): GridCell => ({
  assignmentId,
  state: row.isSolved ? 'solved' : 'tried',
  points: row.points,
  tries: row.tries,
  lastAt: row.lastAt.toISOString(),
  solvedAt: row.solvedAt?.toISOString() ?? null,
  verdict: row.verdict,
});
