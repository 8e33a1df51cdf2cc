import type { TestResult, Verdict } from '@touchstone/contracts';
import { sql, type RawBuilder } from 'kysely';
import { earnedPoints } from '../queries/progress.ts';
import type { Connection } from '../tables.ts';
import { firstChangedTest } from './first-changed-test.ts';
import type { RegradeSelection } from './selection.ts';

/** What a student has in the assignment. */
export interface Standing {
  readonly points: number;
  readonly completed: boolean;
}

/** What a regrade means for one student. */
export interface RegradeOutcome {
  readonly student: string;
  readonly old: Standing;
  /** What the student has once the regrade is applied. */
  readonly new: Standing;
  /** The title of the first test whose outcome differs in the submission that decides; null if none does. */
  readonly test: string | null;
  /** A submission of the student failed before, and passes now. */
  readonly failedOnlyChangedTests: boolean;
}

export interface OutcomePage {
  /** Only students for whom something differs. */
  readonly outcomes: RegradeOutcome[];
  /** The last student looked at; null after the last page. */
  readonly next: string | null;
}

interface Attempt {
  readonly student: string;
  readonly id: string;
  readonly isLater: boolean;
  /** Whether its result of now is of the regrade's tests. */
  readonly hasTheseTests: boolean;
  readonly points: number;
  readonly correct: boolean;
  readonly oldPoints: number | null;
  readonly oldCorrect: boolean | null;
  /** Null also of what could not be graded. */
  readonly newPoints: number | null;
  readonly newCorrect: boolean | null;
  readonly best: number | null;
  readonly completed: boolean | null;
}

/** What counts of an attempt: less if it was late. */
const earned = (points: RawBuilder<unknown>) => earnedPoints(points, 's', 'assignments');

const firstId = '00000000-0000-0000-0000-000000000000';

/**
 * A page of students in the order of their ids, with what applying the regrade means for them. Without
 * `alsoDown` nobody's points fall.
 */
export async function listRegradeOutcomes(
  db: Connection,
  page: { regradeId: string; alsoDown: boolean; after: string | null; limit: number },
): Promise<OutcomePage> {
  const { regradeId, alsoDown, after, limit } = page;
  const { selection } = await db
    .selectFrom('regrades')
    .select(sql<RegradeSelection>`selection`.as('selection'))
    .where('id', '=', regradeId)
    .executeTakeFirstOrThrow();
  const { rows } = await sql<Attempt>`
    with page as (
      select distinct s.user_id from regrade_submissions as chosen
      join submissions as s on s.id = chosen.submission_id
      where chosen.regrade_id = ${regradeId}::uuid and s.user_id > ${after ?? firstId}::uuid
      order by s.user_id limit ${limit}
    )
    select s.user_id as student, s.id, s.created_at > regrades.created_at as "isLater",
      s.bundle_hash = regrades.bundle_hash as "hasTheseTests",
      ${earned(sql`(coalesce(s.summary, s.result, source.summary, source.result) -> 'points')::numeric`)}
        as points,
      (coalesce(s.summary, s.result, source.summary, source.result) -> 'correct')::boolean as correct,
      ${earned(sql`chosen.old_points`)} as "oldPoints", chosen.old_correct as "oldCorrect",
      case when program.result ->> 'verdict' <> 'internal-error'
        then ${earned(sql`(program.result -> 'points')::numeric`)} end as "newPoints",
      case when program.result ->> 'verdict' <> 'internal-error'
        then (program.result -> 'correct')::boolean end as "newCorrect",
      progress.best_points as best, progress.completed
    from regrades
    join assignments on assignments.id = regrades.assignment_id
    join submissions as s on s.assignment_id = regrades.assignment_id and s.status = 'graded'
    join page on page.user_id = s.user_id
    left join submissions as source on source.id = s.reused_from
    left join regrade_submissions as chosen
      on chosen.regrade_id = regrades.id and chosen.submission_id = s.id
    left join regrade_programs as program on program.id = chosen.program_id
    left join progress
      on progress.user_id = s.user_id and progress.assignment_id = s.assignment_id
    where regrades.id = ${regradeId}::uuid
    order by s.user_id, s.seq`.execute(db);
  const students = groupByStudent(rows);
  const outcomes: RegradeOutcome[] = [];
  for (const [student, attempts] of students) {
    const found = outcomeOf(student, attempts, selection, alsoDown);
    if (found === null) continue;
    const { decider, ...outcome } = found;
    outcomes.push({ ...outcome, test: await readFirstChange(db, regradeId, decider) });
  }
  const last = [...students.keys()].at(-1);
  return { outcomes, next: students.size < limit ? null : (last ?? null) };
}

function groupByStudent(rows: readonly Attempt[]): Map<string, Attempt[]> {
  const groups = new Map<string, Attempt[]>();
  for (const row of rows) groups.set(row.student, [...(groups.get(row.student) ?? []), row]);
  return groups;
}

/** Null if nothing differs. `decider` is the submission that explains it. */
function outcomeOf(
  student: string,
  attempts: readonly Attempt[],
  { only }: RegradeSelection,
  alsoDown: boolean,
): (Omit<RegradeOutcome, 'test'> & { decider: string }) | null {
  const [first] = attempts;
  if (first === undefined) return null;
  const old = { points: first.best ?? 0, completed: first.completed ?? false };
  const regraded = attempts.filter(({ newPoints }) => newPoints !== null);
  // One that could not be graded again counts as before.
  const counting = attempts
    .filter(
      ({ oldPoints, isLater, hasTheseTests }) =>
        only === null || oldPoints !== null || isLater || hasTheseTests,
    )
    .map(({ newPoints, newCorrect, ...rest }) => ({
      points: newPoints ?? rest.points,
      completed: newCorrect ?? rest.correct,
    }));
  const best = {
    points: Math.max(0, ...counting.map(({ points }) => points)),
    completed: counting.some(({ completed }) => completed),
  };
  const known = attempts.map((one) => ({
    points: one.oldPoints ?? one.points,
    completed: one.oldCorrect ?? one.correct,
  }));
  // What was pruned can't be graded again, and counts on.
  const isExplained =
    known.some(({ points }) => points >= old.points) &&
    (!old.completed || known.some(({ completed }) => completed));
  const mayFall = alsoDown && isExplained;
  const after = mayFall
    ? best
    : {
        points: Math.max(old.points, best.points),
        completed: old.completed || best.completed,
      };
  const freed = regraded.find(({ oldCorrect, newCorrect }) => oldCorrect === false && newCorrect);
  const rises = after.points > old.points || (after.completed && !old.completed);
  const falls = after.points < old.points || (!after.completed && old.completed);
  if (!rises && !falls && freed === undefined) return null;
  const by = (value: (one: Attempt) => number) =>
    regraded.reduce<Attempt | undefined>(
      (top, one) => (top === undefined || value(one) > value(top) ? one : top),
      undefined,
    );
  const decider = falls
    ? by(({ oldPoints }) => oldPoints ?? 0)
    : (freed ?? by(({ newPoints }) => newPoints ?? 0));
  return {
    student,
    old,
    new: after,
    failedOnlyChangedTests: freed !== undefined,
    decider: decider?.id ?? first.id,
  };
}

async function readFirstChange(
  db: Connection,
  regradeId: string,
  submissionId: string,
): Promise<string | null> {
  const { rows } = await sql<Record<'before' | 'after', { verdict: Verdict; tests: TestResult[] }>>`
    select coalesce(chosen.old_result, s.result, source.result) as before, program.result as after
    from regrade_submissions as chosen
    join regrade_programs as program on program.id = chosen.program_id
    join submissions as s on s.id = chosen.submission_id
    left join submissions as source on source.id = s.reused_from
    where chosen.regrade_id = ${regradeId}::uuid and chosen.submission_id = ${submissionId}::uuid
      and program.result is not null`.execute(db);
  const [results] = rows;
  return results === undefined ? null : firstChangedTest(results.before, results.after);
}
