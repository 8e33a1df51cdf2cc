import { summarizeResult, type Result } from '@touchstone/contracts';
import { sql, type RawBuilder } from 'kysely';
import { errorCodes, hasErrorCode } from '../error-codes.ts';
import { noteActions } from '../queries/audit-log.ts';
import { inTransaction } from '../queries/in-transaction.ts';
import { codeOf, otherFilesOf } from '../queries/program-columns.ts';
import { earnedPoints } from '../queries/progress.ts';
import {
  selectStored,
  toStoredSubmission,
  type StoredSubmission,
} from '../queries/stored-submission.ts';
import { lockRemovals } from '../removal/locks.ts';
import { refreshStandings } from '../standing/refresh.ts';
import type { Connection } from '../tables.ts';
import { listRegradeOutcomes } from './outcomes.ts';

/*
 * Applying writes a regrade's results to the submissions, program by program, each in one transaction with
 * the points of its students. It may be stopped at any time and run again. A result that would be worse
 * than the one that the student sees is written only with `alsoDown`: else the page would show a program
 * as failed whose points still count.
 */

interface Program {
  readonly id: string;
  readonly result: Result;
  readonly judge_version: string | null;
  readonly python_version: string | null;
  readonly bundle_hash: string;
}

export interface AppliedProgram {
  /** The submissions that have another result now. */
  readonly changed: readonly StoredSubmission[];
  readonly isLast: boolean;
}

/** Applies the next program that has not been applied. All must be graded. */
export async function applyNextProgram(
  db: Connection,
  { regradeId, alsoDown }: { regradeId: string; alsoDown: boolean },
): Promise<AppliedProgram> {
  return untilNoDeadlock(db, async (transaction) => {
    // A removal locks the same rows in another order.
    await lockRemovals(transaction);
    const program = await transaction
      .selectFrom('regrade_programs as program')
      .innerJoin('regrades', 'regrades.id', 'program.regrade_id')
      .select(['program.id', sql<Result>`program.result`.as('result'), 'regrades.bundle_hash'])
      .select(['program.judge_version', 'program.python_version'])
      .where('regrades.id', '=', regradeId)
      .where('program.applied_at', 'is', null)
      .where('program.result', 'is not', null)
      .orderBy('program.seq')
      .limit(1)
      .forUpdate()
      .executeTakeFirst();
    if (program === undefined) return { changed: [], isLast: true };
    const ids =
      program.result.verdict === 'internal-error'
        ? []
        : await lockToChange(transaction, program, alsoDown);
    if (ids.length > 0) await replace(transaction, regradeId, program, ids);
    await sql`update regrade_programs set applied_at = now() where id = ${program.id}`.execute(
      transaction,
    );
    const rows = await selectStored(transaction)
      .where(sql<boolean>`s.id = any(${sql.val(ids)}::uuid[])`)
      .execute();
    return { changed: rows.map(toStoredSubmission), isLast: false };
  });
}

const maxDeadlocks = 10;

/**
 * Live results lock the progress of a leader's student before that of its followers' students, and
 * applying locks them by user. Graders repeat their call after a deadlock, and so does this.
 */
async function untilNoDeadlock<T>(
  db: Connection,
  work: (transaction: Connection) => Promise<T>,
): Promise<T> {
  for (let deadlocks = 1; ; deadlocks++) {
    try {
      return await inTransaction(db, work);
    } catch (error) {
      if (deadlocks === maxDeadlocks || !hasErrorCode(error, errorCodes.deadlock)) throw error;
    }
  }
}

/** Makes all programs due again: what was replaced before stays as it is. */
export async function reopenApplied(db: Connection, regradeId: string): Promise<void> {
  const of = await db
    .selectFrom('regrades')
    .innerJoin('assignments', 'assignments.id', 'regrades.assignment_id')
    .select(['assignments.id', 'assignments.course_id'])
    .where('regrades.id', '=', regradeId)
    .executeTakeFirst();
  if (of !== undefined) {
    const entry = { actor: null, courseId: of.course_id, action: 'apply-regrade' } as const;
    await noteActions(db, [{ ...entry, details: { assignment: of.id } }]);
  }
  await sql`
    update regrade_programs set applied_at = null where regrade_id = ${regradeId}::uuid`.execute(
    db,
  );
}

/** The submissions of the program that get its result. */
async function lockToChange(
  transaction: Connection,
  { id, result }: Program,
  alsoDown: boolean,
): Promise<string[]> {
  const { rows } = await sql<{ id: string; points: number; correct: boolean }>`
    select s.id,
      (coalesce(s.summary, s.result, source.summary, source.result) -> 'points')::numeric as points,
      (coalesce(s.summary, s.result, source.summary, source.result) -> 'correct')::boolean as correct
    from regrade_submissions as chosen
    join submissions as s on s.id = chosen.submission_id
    left join submissions as source on source.id = s.reused_from
    where chosen.program_id = ${id}::uuid and chosen.old_result is null
      and s.user_id is not null and s.status = 'graded'
    order by s.id for update of s`.execute(transaction);
  return rows
    .filter(
      ({ points, correct }) =>
        alsoDown || (result.points >= points && (result.correct || !correct)),
    )
    .map((row) => row.id);
}

async function replace(
  transaction: Connection,
  regradeId: string,
  program: Program,
  ids: readonly string[],
): Promise<void> {
  const { result, judge_version, python_version, bundle_hash } = program;
  const chosen = sql`any(${sql.val(ids)}::uuid[])`;
  await sql`
    update regrade_submissions as kept set old_result = coalesce(s.result, source.result)
    from submissions as s left join submissions as source on source.id = s.reused_from
    where kept.regrade_id = ${regradeId}::uuid and kept.submission_id = s.id
      and s.id = ${chosen} and kept.old_result is null`.execute(transaction);
  // Others that share a result which is replaced keep it: it becomes their own.
  await sql`
    update submissions as s set
      code = ${codeOf('s', 'source')}, other_files = ${otherFilesOf('s', 'source')},
      result = source.result, summary = source.summary,
      judge_version = source.judge_version, python_version = source.python_version,
      reused_from = null, attempt = greatest(s.attempt, 1),
      revision = s.revision + 1, changed_at = now()
    from submissions as source
    where source.id = s.reused_from and source.id = ${chosen} and not s.id = ${chosen}`.execute(
    transaction,
  );
  const changes = sql`bundle_hash = ${bundle_hash}, regraded_at = now(),
    revision = s.revision + 1, changed_at = now()`;
  await sql`
    update submissions as s set ${changes}
    where s.id = ${chosen} and s.reused_from = ${chosen}`.execute(transaction);
  await sql`
    update submissions as s set ${changes},
      code = ${codeOf('s', 'source')}, other_files = ${otherFilesOf('s', 'source')},
      result = ${JSON.stringify(result)}::jsonb,
      summary = ${JSON.stringify(summarizeResult(result))}::jsonb,
      judge_version = ${judge_version}, python_version = ${python_version},
      reused_from = null, attempt = greatest(s.attempt, 1)
    from submissions as own left join submissions as source on source.id = own.reused_from
    where own.id = s.id and s.id = ${chosen}
      and (s.reused_from is null or not s.reused_from = ${chosen})`.execute(transaction);
  await raiseProgress(transaction, result, chosen);
  await readAgain(transaction, chosen);
}

async function raiseProgress(
  transaction: Connection,
  result: Result,
  chosen: RawBuilder<unknown>,
): Promise<void> {
  if (result.points <= 0 && !result.correct) return;
  await sql`
    insert into progress (user_id, assignment_id, best_points, completed)
    select user_id, assignment_id, max(points), ${result.correct}::boolean
    from (
      select s.user_id, s.assignment_id,
        ${earnedPoints(sql`${result.points}::numeric`, 's', 'assignments')} as points
      from submissions as s join assignments on assignments.id = s.assignment_id
      where s.id = ${chosen} and s.user_id is not null
    ) as earned
    where points > 0 or ${result.correct}::boolean
    group by user_id, assignment_id order by user_id
    on conflict (user_id, assignment_id) do update set
      best_points = greatest(progress.best_points, excluded.best_points),
      completed = progress.completed or excluded.completed`.execute(transaction);
}

/** What teachers see of the chosen submissions follows from their results. */
async function readAgain(transaction: Connection, chosen: RawBuilder<unknown>): Promise<void> {
  const { rows } = await sql<{ assignmentId: string; userIds: string[] }>`
    with due as (
      insert into failures_due (seq, submission_id)
      select seq, id from submissions where id = ${chosen} on conflict do nothing
    )
    select assignment_id as "assignmentId", array_agg(distinct user_id) as "userIds"
    from submissions where id = ${chosen} and user_id is not null
    group by assignment_id`.execute(transaction);
  for (const owners of rows) await refreshStandings(transaction, owners);
}

/**
 * Lowers the points of the next students who lose some, before the results are replaced. Resolves to where
 * to go on; null after the last. A student who gets a result meanwhile keeps the points until the next run.
 */
export async function lowerPoints(
  db: Connection,
  { regradeId, after, limit }: { regradeId: string; after: string | null; limit: number },
): Promise<{ lowered: readonly string[]; next: string | null }> {
  const page = await listRegradeOutcomes(db, { regradeId, alsoDown: true, after, limit });
  const lowered: string[] = [];
  for (const { student, old, new: standing } of page.outcomes) {
    const falls = standing.points < old.points || (!standing.completed && old.completed);
    if (!falls) continue;
    const where = sql`user_id = ${student}::uuid and best_points = ${old.points}
      and completed = ${old.completed}
      and assignment_id = (select assignment_id from regrades where id = ${regradeId}::uuid)`;
    const isNothing = standing.points <= 0 && !standing.completed;
    const { numAffectedRows } = await (
      isNothing
        ? sql`delete from progress where ${where}`
        : sql`update progress set best_points = ${standing.points},
            completed = ${standing.completed} where ${where}`
    ).execute(db);
    if ((numAffectedRows ?? 0n) > 0n) lowered.push(student);
  }
  return { lowered, next: page.next };
}
