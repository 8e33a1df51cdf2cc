import { reproducibleVerdicts } from '@touchstone/contracts';
import { sql } from 'kysely';
import { inTransaction } from '../queries/in-transaction.ts';
import { lockRemovals } from '../removal/locks.ts';
import type { Connection } from '../tables.ts';

/** Which submissions of an assignment are graded again: by default all. */
export interface RegradeSelection {
  /** Only this user's. */
  readonly student: string | null;
  /** Of each student only the latest, or only the best by the results of now. */
  readonly only: 'latest' | 'best' | null;
  /** Only those that could not be graded through a fault of ours. */
  readonly internalErrors: boolean;
  /** Only those received from then on; ISO 8601. */
  readonly since: string | null;
}

export interface StartedRegrade {
  readonly id: string;
  readonly submissions: number;
  /** Different ones: each is graded once. */
  readonly programs: number;
}

/**
 * Starts a regrade with the tests of now, or continues the one with the same selection and tests: what it
 * has graded stays, what it could not grade is tried again, and submissions that are new to the selection
 * are added. One is not continued if there was a regrade with other tests since, which may have replaced
 * its results. Not selected are submissions that were graded with exactly these tests and would get the
 * same result again, unless a student is named. Null if the course has no such assignment.
 */
export async function startRegrade(
  db: Connection,
  of: { course: string; assignment: string; selection: RegradeSelection },
): Promise<StartedRegrade | null> {
  const { course, assignment, selection } = of;
  const found = await db
    .selectFrom('assignments')
    .innerJoin('courses', 'courses.id', 'assignments.course_id')
    .select(['assignments.id', 'assignments.bundle_hash'])
    .where('courses.slug', '=', course)
    .where('assignments.slug', '=', assignment)
    .executeTakeFirst();
  if (found === undefined) return null;
  const selectionJson = JSON.stringify(selection);
  return inTransaction(db, async (transaction) => {
    // Two starts of the same regrade find the same one, and no removal takes what is being added.
    await lockRemovals(transaction);
    const known = await transaction
      .selectFrom('regrades')
      .select('id')
      .where('assignment_id', '=', found.id)
      .where('bundle_hash', '=', found.bundle_hash)
      .where(sql<boolean>`selection = ${selectionJson}::jsonb`)
      .where(
        sql<boolean>`not exists (
          select from regrades as later where later.assignment_id = regrades.assignment_id
            and later.seq > regrades.seq and later.bundle_hash <> regrades.bundle_hash
        )`,
      )
      .orderBy('seq', 'desc')
      .limit(1)
      .executeTakeFirst();
    const { id } =
      known ??
      (await transaction
        .insertInto('regrades')
        .values({
          assignment_id: found.id,
          bundle_hash: found.bundle_hash,
          selection: selectionJson,
        })
        .returning('id')
        .executeTakeFirstOrThrow());
    await sql`
      update regrade_programs set status = 'queued', result = null, alone = false, lost_attempts = 0
      where regrade_id = ${id}::uuid and result ->> 'verdict' = 'internal-error'`.execute(
      transaction,
    );
    await addSubmissions(transaction, id, found, selection);
    return { id, ...(await countOf(transaction, id)) };
  });
}

/** Graded submissions, with what their results are worth. */
const graded = (assignmentId: string) => sql`
  select s.id, s.seq, s.user_id, s.code_hash, s.bundle_hash, s.created_at,
    coalesce(s.verdict, source.verdict) as verdict,
    (coalesce(s.summary, s.result, source.summary, source.result) -> 'points')::numeric as points,
    (coalesce(s.summary, s.result, source.summary, source.result) -> 'correct')::boolean as correct
  from submissions as s left join submissions as source on source.id = s.reused_from
  where s.assignment_id = ${assignmentId}::uuid and s.user_id is not null and s.status = 'graded'`;

async function addSubmissions(
  transaction: Connection,
  regradeId: string,
  assignment: { id: string; bundle_hash: string },
  { student, only, internalErrors, since }: RegradeSelection,
): Promise<void> {
  const order = only === 'best' ? sql`points desc, correct desc, seq` : sql`seq desc`;
  const same = sql.join(reproducibleVerdicts.map((verdict) => sql.lit(verdict)));
  const isSettled = sql`bundle_hash = ${assignment.bundle_hash} and verdict in (${same})`;
  await sql`
    with graded as (${graded(assignment.id)}),
    ranked as (
      select *, row_number() over (partition by user_id order by ${order}) as place
      from graded
      where (${student}::uuid is null or user_id = ${student}::uuid)
        and (${since}::timestamptz is null or created_at >= ${since}::timestamptz)
        and (not ${internalErrors}::boolean or verdict = 'internal-error')
    ),
    wanted as (
      select * from ranked
      where (${only === null}::boolean or place = 1)
        and (${student !== null}::boolean or not (${isSettled}))
        and not exists (
          select from regrade_submissions
          where regrade_id = ${regradeId}::uuid and submission_id = ranked.id
        )
    ),
    added as (
      insert into regrade_programs (regrade_id, code_hash)
      select ${regradeId}::uuid, code_hash from wanted group by code_hash order by min(seq)
      on conflict (regrade_id, code_hash) do nothing
      returning id, code_hash
    )
    insert into regrade_submissions (regrade_id, submission_id, program_id, old_points, old_correct)
    select ${regradeId}::uuid, wanted.id, program.id, wanted.points, wanted.correct
    from wanted join (
      select id, code_hash from added
      union
      select id, code_hash from regrade_programs where regrade_id = ${regradeId}::uuid
    ) as program on program.code_hash = wanted.code_hash`.execute(transaction);
}

async function countOf(db: Connection, regradeId: string) {
  const { rows } = await sql<{ submissions: number; programs: number }>`
    select count(*)::integer as submissions, count(distinct program_id)::integer as programs
    from regrade_submissions where regrade_id = ${regradeId}::uuid`.execute(db);
  return rows[0] ?? { submissions: 0, programs: 0 };
}
