import type { PointsMatrix, PointsRule } from '@touchstone/contracts';
import { sql } from 'kysely';
import { pseudonymOf } from '../queries/pseudonym.ts';
import type { Connection } from '../tables.ts';
import { findStudents, type StudentChoice } from '../teach/find-students.ts';
import { listStudentPoints } from './student-points.ts';

type MatrixStudent = PointsMatrix['students'][number];
type Row = Pick<MatrixStudent, 'uuid' | 'name' | 'studentNumber' | 'group'>;

export interface PointsPage extends Pick<StudentChoice, 'scope' | 'search' | 'limit' | 'after'> {
  /** The slug of the scope's course. */
  readonly course: string;
  readonly rule: PointsRule;
}

/** A page of students in the order of their last names, with the points of each assignment that counts. */
export async function readPointsPage(db: Connection, page: PointsPage): Promise<PointsMatrix> {
  const { scope, course, rule, limit } = page;
  const found = await findStudents(db, { ...page, limit: limit + 1 });
  const uuids = found.slice(0, limit);
  const [assignments, students, points] = await Promise.all([
    listColumns(db, scope.courseId),
    listStudents(db, scope, uuids),
    listStudentPoints(db, { course, students: uuids, rule }),
  ]);
  const authors = await namesOfAuthors(db, scope.courseId, points);
  const byStudent = new Map(points.map((one) => [one.student, one]));
  return {
    assignments,
    students: students.map((student) => {
      const { total = 0, assignments: cells = [] } = byStudent.get(student.uuid) ?? {};
      return {
        ...student,
        total,
        cells: cells.map(({ overridden, ...cell }) => ({
          ...cell,
          ...(overridden !== undefined && {
            overridden: { ...overridden, authorName: authors.get(overridden.author ?? '') ?? null },
          }),
        })),
      };
    }),
    next: found.length > limit ? (uuids.at(-1) ?? null) : null,
  };
}

async function listColumns(db: Connection, courseId: string): Promise<PointsMatrix['assignments']> {
  return db
    .selectFrom('assignments')
    .select(['slug', 'title', 'points'])
    .where('course_id', '=', courseId)
    .where('position', 'is not', null)
    .orderBy('position')
    .execute();
}

/** In this order, with the last name first. */
async function listStudents(
  db: Connection,
  { courseId, showsNames }: PointsPage['scope'],
  uuids: readonly string[],
): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select found.uuid, m.group_name as "group",
      case when ${showsNames}::boolean then m.student_number end as "studentNumber",
      case when ${showsNames}::boolean then last_name_first(m.name)
        else ${pseudonymOf(sql`${courseId}::uuid`, sql`found.uuid`)} end as name
    from unnest(${sql.val(uuids)}::uuid[]) with ordinality as found (uuid, place)
    left join members as m on m.course_id = ${courseId}::uuid and m.user_id = found.uuid
    order by found.place`.execute(db);
  return rows;
}

/** By the uuids of those who have overridden points. */
async function namesOfAuthors(
  db: Connection,
  courseId: string,
  points: Awaited<ReturnType<typeof listStudentPoints>>,
): Promise<Map<string, string>> {
  const authors = points.flatMap(({ assignments }) =>
    assignments.flatMap(({ overridden }) => overridden?.author ?? []),
  );
  if (authors.length === 0) return new Map();
  const rows = await db
    .selectFrom('members')
    .select(['user_id', 'name'])
    .where('course_id', '=', courseId)
    .where('user_id', 'in', [...new Set(authors)])
    .execute();
  return new Map(rows.flatMap(({ user_id, name }) => (name === null ? [] : [[user_id, name]])));
}
