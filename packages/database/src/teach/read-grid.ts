import { gridFilters, type GridCell, type GridFilter, type Verdict } from '@touchstone/contracts';
import { sql } from 'kysely';
import { pseudonymOf } from '../queries/pseudonym.ts';
import type { Connection } from '../tables.ts';
import { holds, isSolved, standingOf } from './grid-rules.ts';
import { findStudents, type StudentChoice } from './find-students.ts';
import { dueFor } from './students.ts';

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
  /** Points that a teacher has given in the place of earned ones; null: none. */
  readonly overridden: number | null;
  /** At least; different ones since a test passed for the first time. */
  readonly programsSince: number;
  readonly dueAt: Date | null;
  /** Of the course. */
  readonly timeZone: string;
  readonly filters: readonly GridFilter[];
}

export interface GridStudent {
  readonly uuid: string;
  readonly name: string | null;
  readonly studentNumber: string | null;
  readonly group: string | null;
  readonly rows: readonly GridRow[];
}

export type GridPage = StudentChoice;

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
  const found = await findStudents(db, { ...page, limit: page.limit + 1 });
  const shown = found.slice(0, page.limit);
  const { courseId, showsNames } = page.scope;
  const { rows } = await sql<StudentRow>`
    with students as materialized (
      select found.user_id, found.place, m.group_name,
        case when ${showsNames}::boolean then m.student_number end as student_number,
        case when ${showsNames}::boolean then m.name
          else ${pseudonymOf(sql`${courseId}::uuid`, sql`found.user_id`)} end as name
      from unnest(${sql.val(shown)}::uuid[]) with ordinality as found (user_id, place)
      left join members as m on m.course_id = ${courseId}::uuid and m.user_id = found.user_id
    )
    select s.user_id as uuid, s.name, s.student_number as "studentNumber", s.group_name as "group",
      a.id as "assignmentId", due.at as "dueAt",
      (select time_zone from courses where id = ${courseId}::uuid) as "timeZone", ${isSolved} as "isSolved",
      st.user_id is not null as "isBegun", coalesce(p.best_points, 0) as earned, o.points as overridden, st.tries,
      st.last_at as "lastAt", st.solved_at as "solvedAt", st.verdict,
      coalesce(cardinality(st.programs_since), 0) as "programsSince",
      array_remove(array[${sql.join(
        gridFilters.map((name) => sql`case when ${holds[name]} then ${sql.lit(name)} end`),
      )}], null) as filters
    from students as s
    left join assignments as a on a.course_id = ${courseId}::uuid and a.position is not null
    left join overridden_points as o on o.user_id = s.user_id and o.assignment_id = a.id
    ${standingOf} ${dueFor}
    order by s.place, a.position`.execute(db);
  const students = groupByStudent(rows);
  return {
    students,
    next: found.length > page.limit ? (shown.at(-1) ?? null) : null,
  };
}

interface StudentRow extends Omit<GridStudent, 'rows'> {
  readonly assignmentId: string | null;
  readonly dueAt: Date | null;
  readonly timeZone: string;
  readonly isSolved: boolean;
  readonly isBegun: boolean;
  readonly earned: number;
  readonly overridden: number | null;
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
    const { assignmentId, overridden, programsSince, dueAt, timeZone, filters } = row;
    const cell = row.isBegun ? cellOf(row, assignmentId) : null;
    student.rows.push({
      ...{ assignmentId, cell, overridden, programsSince, dueAt, timeZone, filters },
    });
  }
  return [...students.values()];
}

const cellOf = (row: StudentRow, assignmentId: string): GridCell => ({
  assignmentId,
  state: row.isSolved ? 'solved' : 'tried',
  points: row.overridden ?? row.earned,
  earned: row.earned,
  tries: row.tries,
  lastAt: row.lastAt.toISOString(),
  solvedAt: row.solvedAt?.toISOString() ?? null,
  verdict: row.verdict,
});
