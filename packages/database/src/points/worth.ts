import { sql } from 'kysely';

/**
 * What the result of a submission `s` is worth; `source` is joined with it, whose result it shares.
 * Null until it is graded.
 */
const result = sql`coalesce(s.summary, s.result, source.summary, source.result)`;
export const pointsOf = sql<number | null>`(${result} -> 'points')::numeric`;
export const isSolved = sql<boolean | null>`(${result} -> 'correct')::boolean`;

/** Whether a submission can give points: one that failed through a fault of ours can't. */
export const isGraded = sql<boolean>`s.status = 'graded' and s.verdict is distinct from 'internal-error'`;

/** Of several submissions of a student, the one that gave the points comes first. */
export const bestFirst = sql`points desc, solved desc, seq`;

/** Whether a submission was received before a moment; ISO 8601, null: any was. */
export const wasReceivedBefore = (before: string | null) =>
  before === null ? sql<boolean>`true` : sql<boolean>`s.created_at < ${before}::timestamptz`;
