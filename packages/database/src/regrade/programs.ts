import {
  internalErrorResult,
  type AttemptEnding,
  type GradingSource,
  type ResultRequest,
} from '@touchstone/contracts';
import { sql } from 'kysely';
import { inTransaction } from '../queries/in-transaction.ts';
import {
  codeOf,
  otherFilesOf,
  programOf,
  type ProgramColumns,
} from '../queries/program-columns.ts';
import { isUuid } from '../queries/uuid.ts';
import type { Connection } from '../tables.ts';

/*
 * The life of a program that is graded again. Graders handle it like a submission, by the program's id.
 *
 *   queued ── begin ──> grading ── store ──────────────────────────> graded
 *     ^                    │ ├── store a time-out that was not alone ─> queued, alone
 *     ├── hand back ───────╯ │
 *     ╰── deadline, claimed by another grader: lost ╯   too many lost -> graded, internal-error
 *
 * The number of the attempt is a fencing token, as with submissions: only the newest one's result counts.
 */

export type BeginProgramOutcome =
  | { readonly kind: 'begun'; readonly attempt: number; readonly source: GradingSource }
  | { readonly kind: 'already-graded' | 'unknown' };

const lost = internalErrorResult('Graders died while they ran your program.');

/** A program whose submissions were all removed is unknown. */
export async function beginProgram(
  db: Connection,
  begin: { id: string; gradingId: string | undefined; slackMs: number; lostLimit: number },
): Promise<BeginProgramOutcome> {
  const { id, gradingId, slackMs, lostLimit } = begin;
  if (!isUuid(id)) return { kind: 'unknown' };
  return inTransaction(db, async (transaction) => {
    const program = await transaction
      .selectFrom('regrade_programs')
      .select(['status', 'attempt', 'grading_id', 'lost_attempts', 'regrade_id'])
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst();
    const source = program && (await readSource(transaction, id));
    if (program === undefined || source === undefined) return { kind: 'unknown' };
    if (program.status === 'graded') return { kind: 'already-graded' };
    const { attempt } = program;
    if (
      program.status === 'grading' &&
      gradingId !== undefined &&
      program.grading_id === gradingId
    ) {
      return { kind: 'begun', attempt, source };
    }
    // Another grader claimed the entry of the one that had it.
    const lostAttempts = program.lost_attempts + (program.status === 'grading' ? 1 : 0);
    if (lostAttempts >= lostLimit) {
      await giveUp(transaction, id);
      return { kind: 'already-graded' };
    }
    await sql`
      update regrade_programs set status = 'grading', attempt = ${attempt + 1},
        lost_attempts = ${lostAttempts}, grading_id = ${gradingId ?? null},
        deadline_at = now() + make_interval(secs => (
          select wall_seconds from grading_bundles where hash = ${source.bundleHash}
        )::double precision + ${slackMs}::double precision / 1000)
      where id = ${id}::uuid`.execute(transaction);
    return { kind: 'begun', attempt: attempt + 1, source };
  });
}

async function readSource(db: Connection, id: string): Promise<GradingSource | undefined> {
  const { rows } = await sql<ProgramColumns & { bundleHash: string }>`
    select ${codeOf('s', 'source')} as code, ${otherFilesOf('s', 'source')} as other_files,
      regrades.bundle_hash as "bundleHash"
    from regrade_submissions as chosen
    join regrades on regrades.id = chosen.regrade_id
    join submissions as s on s.id = chosen.submission_id
    left join submissions as source on source.id = s.reused_from
    where chosen.program_id = ${id}::uuid order by s.seq limit 1`.execute(db);
  const [row] = rows;
  return row && { ...programOf(row), bundleHash: row.bundleHash };
}

const giveUp = (db: Connection, id: string) =>
  db
    .updateTable('regrade_programs')
    .set({ status: 'graded', deadline_at: null, result: JSON.stringify(lost) })
    .where('id', '=', id)
    .execute();

/** A time-out counts only when nothing else was regraded beside it; before, it is queued again. */
export async function storeProgramResult(
  db: Connection,
  { submissionId: id, attempt, result, madeBy }: ResultRequest,
): Promise<AttemptEnding> {
  if (!isUuid(id)) return 'unknown';
  const isTimeout = result.verdict === 'timeout';
  const { rows } = await sql<{ status: string }>`
    update regrade_programs set
      status = case when ${isTimeout}::boolean and not alone then 'queued' else 'graded' end,
      result = case when ${isTimeout}::boolean and not alone then null
        else ${JSON.stringify(result)}::jsonb end,
      alone = alone or ${isTimeout}::boolean,
      deadline_at = null,
      judge_version = ${madeBy?.judge ?? null}, python_version = ${madeBy?.python ?? null}
    where id = ${id}::uuid and attempt = ${attempt} and (status = 'grading'
      or status = 'queued' and lost_attempts > 0 and not (alone and ${isTimeout}::boolean))
    returning status`.execute(db);
  if (rows.length > 0) return 'stored';
  return endingOf(db, id, attempt, 'repeated');
}

export async function handBackProgram(
  db: Connection,
  { id, attempt }: { id: string; attempt: number },
): Promise<AttemptEnding> {
  if (!isUuid(id)) return 'unknown';
  const { numUpdatedRows } = await db
    .updateTable('regrade_programs')
    .set({ status: 'queued', deadline_at: null })
    .where('id', '=', id)
    .where('attempt', '=', attempt)
    .where('status', '=', 'grading')
    .executeTakeFirstOrThrow();
  return numUpdatedRows > 0n ? 'requeued' : endingOf(db, id, attempt, 'requeued');
}

async function endingOf(
  db: Connection,
  id: string,
  attempt: number,
  ofNewest: 'repeated' | 'requeued',
): Promise<AttemptEnding> {
  const known = await db
    .selectFrom('regrade_programs')
    .select(['attempt', 'status'])
    .where('id', '=', id)
    .executeTakeFirst();
  if (known === undefined) return 'unknown';
  if (known.attempt !== attempt) return 'stale';
  return known.status === 'graded' && ofNewest === 'requeued' ? 'already-graded' : ofNewest;
}

/** Queues programs again whose attempt did not end in time; gives up those that lost too many. */
export async function expirePrograms(
  db: Connection,
  { lostLimit }: { lostLimit: number },
): Promise<void> {
  await sql`
    update regrade_programs set
      status = case when lost_attempts + 1 >= ${lostLimit} then 'graded' else 'queued' end,
      result = case when lost_attempts + 1 >= ${lostLimit} then ${JSON.stringify(lost)}::jsonb end,
      lost_attempts = lost_attempts + 1, deadline_at = null
    where status = 'grading' and deadline_at < now()`.execute(db);
}

export interface QueuedProgram {
  readonly id: string;
  readonly assignmentId: string;
  readonly attempt: number;
}

/**
 * The next programs that wait for a grader, oldest first. Those that are to run alone come when all others
 * are graded, one at a time.
 */
export async function listQueuedPrograms(db: Connection, limit: number): Promise<QueuedProgram[]> {
  const { rows } = await sql<QueuedProgram & { alone: boolean; busy: boolean }>`
    select program.id, regrades.assignment_id as "assignmentId", program.attempt, program.alone,
      exists (select from regrade_programs where status = 'grading') as busy
    from regrade_programs as program join regrades on regrades.id = program.regrade_id
    where program.status = 'queued'
    order by program.alone, program.seq limit ${limit}`.execute(db);
  const together = rows.filter(({ alone }) => !alone);
  const [first] = rows;
  const chosen = first?.alone === true && !first.busy ? [first] : together;
  return chosen.map(({ id, assignmentId, attempt }) => ({ id, assignmentId, attempt }));
}

export interface RegradeProgress {
  readonly programs: number;
  readonly graded: number;
  /** Of these, what could not be graded through a fault of ours; their old results stay. */
  readonly failed: number;
  /** The assignment's tests have changed since it began. */
  readonly outdated: boolean;
}

/** How far a regrade is; null if there is none. */
export async function readRegradeProgress(
  db: Connection,
  id: string,
): Promise<RegradeProgress | null> {
  const { rows } = await sql<RegradeProgress>`
    select count(program.id)::integer as programs,
      (count(*) filter (where program.status = 'graded'))::integer as graded,
      (count(*) filter (where program.result ->> 'verdict' = 'internal-error'))::integer as failed,
      bundle.tests_hash <> latest.tests_hash as outdated
    from regrades left join regrade_programs as program on program.regrade_id = regrades.id
    join grading_bundles as bundle on bundle.hash = regrades.bundle_hash
    join assignments on assignments.id = regrades.assignment_id
    join grading_bundles as latest on latest.hash = assignments.bundle_hash
    where regrades.id = ${id}::uuid
    group by regrades.id, bundle.tests_hash, latest.tests_hash`.execute(db);
  return rows[0] ?? null;
}
