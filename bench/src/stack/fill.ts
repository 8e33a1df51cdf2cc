import type { SubmissionChanged } from '@touchstone/contracts';
import { openPostgres, type Connection } from '@touchstone/database';
import { sql } from 'kysely';

/* Writes users and submissions into the database: a million would take hours by HTTP. */

/** The token of the n-th generated user, from 1; the SQL below computes the same. */
export const tokenOf = (n: number): string => `bench-${n}`.padEnd(43, '-');

export const programOf = (n: number): string => `print(${n})`;

const result = JSON.stringify({
  verdict: 'failed',
  correct: false,
  points: 0,
  tests: [],
  output: '',
  wallMs: 5,
  cpuMs: 4,
  peakMemoryBytes: 10_000_000,
});

/** Without the services' time limit for statements, which filling exceeds. */
export async function onDatabase<T>(url: string, work: (db: Connection) => Promise<T>): Promise<T> {
  const database = openPostgres({ url, maxConnections: 1 });
  try {
    return await database.withoutTimeLimit(work);
  } finally {
    await database.close();
  }
}

/** Users 1 to `count`, except those that exist. */
export async function fillUsers(db: Connection, count: number): Promise<void> {
  await sql`
    with made as materialized (
      select gen_random_uuid() as id, hash
      from generate_series(1, ${count}::int) n,
        lateral (select sha256(convert_to(rpad('bench-' || n, 43, '-'), 'UTF8')) as hash) hashed
      where not exists (select from sessions where token_hash = hash)
    ), new_users as (insert into users (id) select id from made)
    insert into sessions (token_hash, user_id) select hash, id from made
  `.execute(db);
}

/** Submissions `first` to `last` of generated users, graded, all with different programs. */
export async function fillGraded(
  db: Connection,
  { assignmentId, first, last }: { assignmentId: string; first: number; last: number },
): Promise<void> {
  await sql`
    with numbered as materialized (
      select id, row_number() over () - 1 as n, count(*) over () as count from users
    )
    insert into submissions
      (user_id, assignment_id, bundle_hash, code, code_hash, status, attempt, result, graded_at,
        judge_version, python_version)
    select numbered.id, assignments.id, bundle_hash, 'print(' || i || ')',
      sha256(convert_to('print(' || i || ')', 'UTF8')), 'graded', 1, ${result}::jsonb, now(),
      serving.judge_version, serving.python_version
    from generate_series(${first}::int, ${last}::int) i
      cross join (
        select judge_version, python_version from graders
        where judge_version is not null order by last_seen_at desc limit 1
      ) as serving
      join assignments on assignments.id = ${assignmentId}::uuid
      join numbered on numbered.n = i % (select max(count) from numbered)
  `.execute(db);
}

/** One queued submission of each generated user; resolves to their ids, in the users' order. */
export async function fillQueued(
  db: Connection,
  { assignmentId, users }: { assignmentId: string; users: number },
): Promise<string[]> {
  const { rows } = await sql<{ n: number; id: string }>`
    with made as materialized (
      select n, user_id
      from generate_series(1, ${users}::int) n
        join sessions on token_hash = sha256(convert_to(rpad('bench-' || n, 43, '-'), 'UTF8'))
    ), queued as (
      insert into submissions (user_id, assignment_id, bundle_hash, code, code_hash, status)
      select made.user_id, assignments.id, bundle_hash, 'print(' || n || ')',
        sha256(convert_to('print(' || n || ')', 'UTF8')), 'queued'
      from made
        join assignments on assignments.id = ${assignmentId}::uuid
      order by n
      returning id, user_id
    )
    select n, queued.id from queued join made on made.user_id = queued.user_id
    order by n
  `.execute(db);
  return rows.map(({ id }) => id);
}

/** Stores a result for those that are queued; resolves to the messages to publish. */
export async function gradeQueued(
  db: Connection,
  ids: readonly string[],
): Promise<SubmissionChanged[]> {
  const { rows } = await sql<SubmissionChanged>`
    update submissions
    set status = 'graded', attempt = 1, result = ${result}::jsonb, graded_at = now(),
      revision = revision + 1, deadline_at = null, changed_at = now()
    where id = any(${sql.val(ids)}::uuid[]) and status <> 'graded'
    returning id as "submissionId", user_id as "userId", revision, status, attempt
  `.execute(db);
  return rows;
}

/** Deletes all queued submissions. */
export async function removeQueued(db: Connection): Promise<void> {
  await sql`delete from submissions where status = 'queued'`.execute(db);
}

export async function analyze(db: Connection): Promise<void> {
  await sql`vacuum analyze`.execute(db);
}
