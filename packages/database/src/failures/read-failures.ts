import type { Result } from '@touchstone/contracts';
import { sql } from 'kysely';
import type { Connection } from '../tables.ts';
import { fixOf } from './fix-of.ts';
import { kindOfFailure } from './kind-of-failure.ts';
import { firstFailing } from './normal-message.ts';

/*
 * Which mistakes students make, and what fixed them, is read from results after they were stored, so that
 * nobody waits for it. Each result is read once, by any process. Of a student's two submissions in a row,
 * whichever is read later finds the fix.
 */

interface Program {
  readonly id: string;
  readonly code: string;
  readonly result: Pick<Result, 'verdict' | 'tests' | 'output'>;
}

interface Due extends Program {
  readonly seq: number;
  readonly userId: string;
  readonly assignmentId: string;
  /** The student's submissions before and after it in the assignment. */
  readonly before: Program | null;
  readonly after: Program | null;
}

/**
 * Reads up to `limit` results that nobody has read, the newest first; resolves to their number. One whose row
 * is locked, because it is being regraded or removed, is left for the next call.
 */
export async function readFailures(db: Connection, { limit }: { limit: number }): Promise<number> {
  return db.transaction().execute(async (transaction) => {
    const { rows: taken } = await sql<{ id: string }>`
      select submission_id as id from failures_due
      order by seq desc limit ${limit} for update skip locked`.execute(transaction);
    const ids = taken.map(({ id }) => id);
    const due = await readDue(transaction, ids);
    for (const one of due) await readOne(transaction, one);
    const read = due.map(({ id }) => id);
    await sql`
      delete from failures_due as due where due.submission_id = any(${sql.val(ids)}::uuid[])
        and (due.submission_id = any(${sql.val(read)}::uuid[]) or not exists (
          select from submissions as s
          where s.id = due.submission_id and s.user_id is not null and s.status = 'graded'
        ))`.execute(transaction);
    return read.length;
  });
}

/** Those that still exist, have an owner and are not locked. */
async function readDue(transaction: Connection, ids: readonly string[]): Promise<Due[]> {
  const neighbour = (comparison: '<' | '>', direction: 'asc' | 'desc') => sql`(
    select ${programOf} from submissions as s left join submissions as source on source.id = s.reused_from
    where s.user_id = mine.user_id and s.assignment_id = mine.assignment_id and s.status = 'graded'
      and s.seq ${sql.raw(comparison)} mine.seq
    order by s.seq ${sql.raw(direction)} limit 1
  )`;
  const { rows } = await sql<Due>`
    select mine.seq, mine.user_id as "userId", mine.assignment_id as "assignmentId", mine.id,
      coalesce(mine.code, shared.code) as code, coalesce(mine.result, shared.result) as result,
      ${neighbour('<', 'desc')} as before, ${neighbour('>', 'asc')} as after
    from submissions as mine left join submissions as shared on shared.id = mine.reused_from
    where mine.id = any(${sql.val(ids)}::uuid[]) and mine.user_id is not null
      and mine.status = 'graded'
    order by mine.id for key share of mine skip locked`.execute(transaction);
  return rows;
}

const programOf = sql`jsonb_build_object('id', s.id, 'code', coalesce(s.code, source.code),
  'result', coalesce(s.result, source.result))`;

async function readOne(transaction: Connection, due: Due): Promise<void> {
  const found = kindOfFailure(due.result, due.code);
  if (found === null) {
    await sql`delete from failures where submission_id = ${due.id}`.execute(transaction);
  } else {
    const { kind, test, message } = found;
    const fix = due.after === null ? null : fixBetween(due, due.after);
    await sql`
      with known as (
        insert into failure_kinds (assignment_id, kind, test, message)
        values (${due.assignmentId}::uuid, ${kind}, ${test}, ${message})
        on conflict do nothing
      )
      insert into failures (submission_id, seq, user_id, assignment_id, kind, fix)
      values (${due.id}, ${due.seq}, ${due.userId}, ${due.assignmentId}::uuid, ${kind}, ${fix})
      on conflict (submission_id) do update set kind = excluded.kind, fix = excluded.fix`.execute(
      transaction,
    );
  }
  if (due.before === null) return;
  const fix = fixBetween(due.before, due);
  await sql`
    update failures set fix = ${fix}
    where submission_id = ${due.before.id} and fix is distinct from ${fix}`.execute(transaction);
}

/** Null unless the later program passes the test that the earlier one failed. */
function fixBetween(before: Program, after: Program): string | null {
  const failing = firstFailing(before.result);
  const isFixed =
    failing === null
      ? before.result.verdict !== 'passed' && after.result.tests.length > 0
      : after.result.tests.some(
          ({ name, outcome }) => name === failing.name && outcome === 'passed',
        );
  return isFixed ? fixOf(before.code, after.code, failing?.call ?? null) : null;
}
