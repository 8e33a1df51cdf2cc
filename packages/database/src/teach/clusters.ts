import { minFixers, type Cluster } from '@touchstone/contracts';
import { sql } from 'kysely';
import type { Connection } from '../tables.ts';
import { isStudent } from './assignment-overview.ts';
import { isSeen, type TeachScope } from './students.ts';

const maxFixes = 3;

/** Equal failures in an assignment of the students that the caller may see, those of the most students first. */
export async function listClusters(
  db: Connection,
  page: { assignmentId: string; scope: TeachScope; limit: number },
): Promise<Cluster[]> {
  const { assignmentId, scope, limit } = page;
  const { rows } = await sql<ClusterRow>`
    with unsolved as (
      select user_id from standings
      where assignment_id = ${assignmentId}::uuid and solved_at is null and (
        select completed from progress
        where progress.user_id = standings.user_id
          and progress.assignment_id = standings.assignment_id
      ) is not true
    ), of_students as (
      select kind, user_id, count(*) as submissions, max(seq) as newest
      from failures
      where assignment_id = ${assignmentId}::uuid
        and ${isSeen(scope, sql`user_id`)} and ${isStudent(scope, 'failures')}
      group by kind, user_id
    ), clusters as materialized (
      select kind, sum(submissions) as submissions, count(*) as students, max(newest) as newest,
        count(*) filter (where user_id in (select user_id from unsolved)) as unsolved
      from of_students group by kind order by count(*) desc, max(newest) desc limit ${limit}
    )
    select encode(clusters.kind, 'hex') as id, known.test, known.message,
      clusters.submissions::integer, clusters.students::integer, clusters.unsolved::integer,
      example.id as "exampleId", example.failing
    from clusters
    join failure_kinds as known
      on known.assignment_id = ${assignmentId}::uuid and known.kind = clusters.kind
    left join lateral (
      select s.id, (
        select test from jsonb_array_elements(coalesce(s.result, source.result) -> 'tests')
          as tests (test)
        where test ->> 'name' = known.test limit 1
      ) as failing
      from failures as newest
      join submissions as s on s.id = newest.submission_id
      left join submissions as source on source.id = s.reused_from
      where newest.assignment_id = ${assignmentId}::uuid and newest.kind = clusters.kind
        and newest.seq = clusters.newest
    ) as example on true
    order by clusters.students desc, clusters.newest desc`.execute(db);
  const fixes = await listFixes(db, page, rows);
  return rows.map(({ exampleId, failing, ...row }) => {
    const ofKind = fixes.filter(({ id }) => id === row.id);
    const fixed = ofKind[0]?.fixed ?? 0;
    return {
      ...row,
      title: failing?.title ?? row.test,
      example:
        exampleId === null
          ? null
          : { submissionId: exampleId, message: failing?.message ?? row.message },
      fixed,
      fixes:
        fixed < minFixers
          ? null
          : ofKind
              .filter(({ lines }) => lines !== '')
              .slice(0, maxFixes)
              .map(({ lines, students }) => ({ lines, students })),
    };
  });
}

interface ClusterRow {
  readonly id: string;
  readonly test: string;
  readonly message: string;
  readonly submissions: number;
  readonly students: number;
  readonly unsolved: number;
  readonly exampleId: string | null;
  readonly failing: { readonly title: string; readonly message: string | null } | null;
}

interface FixRow {
  readonly id: string;
  readonly lines: string;
  readonly students: number;
  /** Students who passed the test with their next program, by any change. */
  readonly fixed: number;
}

/** By how many students, the most frequent first within each cluster. */
async function listFixes(
  db: Connection,
  { assignmentId, scope }: { assignmentId: string; scope: TeachScope },
  clusters: readonly { readonly id: string }[],
): Promise<FixRow[]> {
  const ids = sql.val(clusters.map(({ id }) => id));
  const { rows } = await sql<FixRow>`
    with fixes as (
      select kind, fix, user_id from failures
      where assignment_id = ${assignmentId}::uuid and fix is not null
        and kind in (select decode(id, 'hex') from unnest(${ids}::text[]) as id)
        and ${isSeen(scope, sql`user_id`)} and ${isStudent(scope, 'failures')}
    )
    select encode(kind, 'hex') as id, fix as lines, count(distinct user_id)::integer as students,
      fixed.students as fixed
    from fixes join (
      select kind, count(distinct user_id)::integer as students from fixes group by kind
    ) as fixed using (kind)
    group by kind, fix, fixed.students
    order by count(distinct user_id) desc, fix`.execute(db);
  return rows;
}
