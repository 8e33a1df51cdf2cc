import type { Connection } from '@touchstone/database';
import { sql } from 'kysely';
import type { HandedIn } from './play-day.ts';

interface Row {
  readonly id: string;
  readonly userId: string;
  readonly status: string;
  readonly attempt: number;
  readonly points: number | null;
  readonly seq: number;
}

/** Between what the database has and what the students handed in; all but the last two should be 0. */
export interface Differences {
  readonly lost: number;
  /** Rows without a receipt. */
  readonly twice: number;
  readonly ungraded: number;
  readonly wrongResults: number;
  readonly wrongPoints: number;
  readonly newestNotGraded: number;
  /** Begun more than once, since a grader or an API died. */
  readonly begunAgain: number;
  readonly superseded: number;
}

/** Of all that was handed in for the assignment by students, who are the generated users. */
export async function checkRows(
  db: Connection,
  { assignmentId, handedIn }: { assignmentId: string; handedIn: readonly HandedIn[] },
): Promise<Differences> {
  const rows = await readRows(db, assignmentId);
  const byId = new Map(rows.map((row) => [row.id, row]));
  const earned = await readEarned(db, assignmentId);
  const differences = {
    ...{ lost: 0, twice: 0, ungraded: 0, wrongResults: 0 },
    ...{ wrongPoints: 0, newestNotGraded: 0, begunAgain: 0, superseded: 0 },
  };
  const known = new Set<string>();
  const due = new Map<string, number>();
  const newest = new Map<string, Row>();
  for (const { receipt, points } of handedIn) {
    if (receipt === null) continue;
    const row = byId.get(receipt.submissionId);
    if (row === undefined) {
      differences.lost += 1;
      continue;
    }
    if (row.status === 'superseded') differences.superseded += 1;
    else if (row.status !== 'graded') differences.ungraded += 1;
    if (row.status === 'graded') {
      if (row.points !== points) differences.wrongResults += 1;
      due.set(row.userId, Math.max(due.get(row.userId) ?? 0, points));
    }
    known.add(row.id);
    if (row.attempt > 1) differences.begunAgain += 1;
    const before = newest.get(row.userId);
    if (before === undefined || before.seq < row.seq) newest.set(row.userId, row);
  }
  for (const { id, userId } of rows) {
    if (newest.has(userId) && !known.has(id)) differences.twice += 1;
  }
  for (const [userId, { status }] of newest) {
    if (status !== 'graded') differences.newestNotGraded += 1;
    if ((earned.get(userId) ?? 0) !== (due.get(userId) ?? 0)) differences.wrongPoints += 1;
  }
  return differences;
}

async function readRows(db: Connection, assignmentId: string): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select id, user_id as "userId", status, attempt, (result ->> 'points')::float8 as points,
      seq::float8 as seq
    from submissions where assignment_id = ${assignmentId}::uuid`.execute(db);
  return rows;
}

async function readEarned(
  db: Connection,
  assignmentId: string,
): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ userId: string; points: number }>`
    select user_id as "userId", best_points::float8 as points from progress
    where assignment_id = ${assignmentId}::uuid`.execute(db);
  return new Map(rows.map(({ userId, points }) => [userId, points]));
}
