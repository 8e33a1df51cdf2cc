import {
  sourceFiles,
  type ListedSubmission,
  type SubmissionChoice,
  type SubmissionCursor,
  type SubmissionList,
  type SubmittedFiles,
} from '@touchstone/contracts';
import { sql } from 'kysely';
import { codeOf, otherFilesOf, programOf } from '../queries/program-columns.ts';
import type { Connection } from '../tables.ts';
import {
  bestFirst,
  isGraded,
  isSolved,
  pointsOf,
  shownStatus,
  wasReceivedBefore,
} from './worth.ts';

/** After all positions, for assignments that have none. */
const lastPosition = 2_147_483_647;

type Row = Omit<ListedSubmission, 'createdAt'> & {
  createdAt: Date;
  place: number;
  position: number;
  seq: number;
};

/**
 * A page of submissions of some students, without the programs: in the order of the given students, then
 * of the course, then as they were handed in. `after` is the previous page's `next`, null for the first.
 */
export async function listChosenSubmissions(
  db: Connection,
  choice: SubmissionChoice,
  page: { after: SubmissionCursor | null; limit: number },
): Promise<SubmissionList> {
  const { course, students, assignment, take, before } = choice;
  const { after, limit } = page;
  const isWanted =
    assignment === null ? sql`a.position is not null` : sql`a.slug = ${assignment}::text`;
  const start = after ?? { student: 0, assignment: 0, seq: 0 };
  const chosen =
    take === 'all'
      ? sql`select * from found`
      : sql`select distinct on (place, position) * from found
          order by place, position, ${take === 'best' ? bestFirst : sql`seq desc`}`;
  const { rows } = await sql<Row>`
    with found as (
      select student.place::int as place, coalesce(a.position, ${sql.lit(lastPosition)}) as position,
        s.seq, s.id, s.user_id as student, a.slug as assignment, ${shownStatus} as status, s.created_at as "createdAt",
        coalesce(s.verdict, source.verdict) as verdict, ${pointsOf} as points, ${isSolved} as solved
      from unnest(${sql.val(students)}::uuid[]) with ordinality as student (id, place)
        join submissions as s on s.user_id = student.id
        join assignments as a on a.id = s.assignment_id
        join courses on courses.id = a.course_id
        left join submissions as source on source.id = s.reused_from
      where courses.slug = ${course} and ${isWanted} and ${wasReceivedBefore(before)}
        and (${take === 'all'} or ${isGraded})
    ), chosen as (${chosen})
    select * from chosen
    where (place, position, seq) > (${start.student}::int, ${start.assignment}::int, ${start.seq}::bigint)
    order by place, position, seq limit ${limit}`.execute(db);
  const last = rows.at(-1);
  return {
    submissions: rows.map((row) => ({
      id: row.id,
      student: row.student,
      assignment: row.assignment,
      status: row.status,
      verdict: row.verdict,
      points: row.points,
      solved: row.solved,
      createdAt: row.createdAt.toISOString(),
    })),
    next:
      last === undefined || rows.length < limit
        ? null
        : { student: last.place, assignment: last.position, seq: last.seq },
  };
}

/** The programs of submissions that exist, in any order. */
export async function readSubmittedFiles(
  db: Connection,
  ids: readonly string[],
): Promise<SubmittedFiles[]> {
  const rows = await db
    .selectFrom('submissions as s')
    .leftJoin('submissions as source', 'source.id', 's.reused_from')
    .leftJoin('submissions as leader', 'leader.id', 's.leader_id')
    .innerJoin('assignments', 'assignments.id', 's.assignment_id')
    .select(['s.id', 'assignments.file_name as fileName'])
    .select(codeOf('s', 'source', 'leader').as('code'))
    .select(otherFilesOf('s', 'source', 'leader').as('other_files'))
    .where(sql<boolean>`s.id = any(${sql.val(ids)}::uuid[])`)
    .execute();
  return rows.map(({ id, fileName, ...columns }) => {
    const program = programOf(columns);
    return { id, files: [...sourceFiles(program, program.fileName ?? fileName)] };
  });
}
