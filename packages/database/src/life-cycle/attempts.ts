import { sql } from 'kysely';
import { inTransaction } from '../queries/in-transaction.ts';
import {
  selectChangedAndFollowers,
  selectStored,
  toStoredSubmission,
  type StoredSubmission,
} from '../queries/stored-submission.ts';
import { isUuid } from '../queries/uuid.ts';
import type { Connection } from '../tables.ts';
import { doubtLoss, oneMoreLost } from './lost.ts';
import { move } from './states.ts';

export type BeginAttemptOutcome =
  | {
      readonly kind: 'begun';
      readonly attempt: number;
      readonly stored: StoredSubmission;
      readonly followers: readonly StoredSubmission[];
    }
  /** Or to be graded by its leader's attempts: there is nothing to do for a grader. */
  | { readonly kind: 'already-graded' }
  /**
   * As many attempts were lost as may be: it is to be given up, or waits until there is no doubt of
   * it. What changed by the loss of the last one.
   */
  | { readonly kind: 'exhausted'; readonly changed: readonly StoredSubmission[] }
  | { readonly kind: 'unknown' };

export interface AttemptBeginning {
  readonly submissionId: string;
  /** The caller's name for this grading: the same again gets the same attempt. */
  readonly gradingId?: string | undefined;
  /** The grader's process. Without it every loss is one for certain. */
  readonly instance?: string | undefined;
  /** After the bundle's wall limit and so long without a result the attempt counts as lost. */
  readonly slackMs: number;
  /** No attempt is begun after so many were lost. */
  readonly lostLimit: number;
}

/**
 * Begins a new attempt, which makes all earlier ones stale. One that is under way is lost thereby:
 * its grader died, or was taken for dead by whoever took the entry over.
 */
export async function beginAttempt(
  db: Connection,
  begin: AttemptBeginning,
): Promise<BeginAttemptOutcome> {
  if (!isUuid(begin.submissionId)) return { kind: 'unknown' };
  return (await beginQueued(db, begin)) ?? (await inTransaction(db, (own) => takeOver(own, begin)));
}

/** What nearly every attempt is: the beginning of one that waits; null when it is not like that. */
const beginQueued = (db: Connection, begin: AttemptBeginning) =>
  moveToGrading(db, begin, { status: 'queued', set: {} });

/** The rest, with the row locked. */
async function takeOver(
  transaction: Connection,
  begin: AttemptBeginning,
): Promise<BeginAttemptOutcome> {
  const { submissionId, gradingId, instance, lostLimit } = begin;
  const row = await transaction
    .selectFrom('submissions')
    .select(['status', 'leader_id', 'grading_id', 'grader_instance', 'lost_attempts'])
    .where('id', '=', submissionId)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) return { kind: 'unknown' };
  if (row.status === 'graded' || row.leader_id !== null) return { kind: 'already-graded' };
  // It was queued meanwhile, or has lost too many.
  if (row.status === 'queued') {
    return (await beginQueued(transaction, begin)) ?? { kind: 'exhausted', changed: [] };
  }
  if (gradingId !== undefined && row.grading_id === gradingId) {
    return begunAlready(transaction, submissionId);
  }
  // A grader that begins anew what it has itself under way is alive and has let go of it.
  const isOwn = instance !== undefined && row.grader_instance === instance;
  if (!isOwn) await doubtLoss(transaction, submissionId);
  if (row.lost_attempts + 1 < lostLimit) {
    const again = await moveToGrading(transaction, begin, { status: 'grading', set: oneMoreLost });
    if (again !== null) return again;
  }
  const changed = await selectChangedAndFollowers(
    transaction.with('changed', (changing) =>
      move(changing, 'lose', oneMoreLost)
        .where('submissions.id', '=', submissionId)
        .returningAll('submissions'),
    ),
  ).execute();
  return { kind: 'exhausted', changed: changed.map(toStoredSubmission) };
}

async function moveToGrading(
  db: Connection,
  { submissionId, gradingId, instance, slackMs, lostLimit }: AttemptBeginning,
  from: { status: 'queued' | 'grading'; set: Partial<typeof oneMoreLost> },
): Promise<(BeginAttemptOutcome & { kind: 'begun' }) | null> {
  const rows = await selectChangedAndFollowers(
    db.with('changed', (changing) =>
      move(changing, 'begin', {
        attempt: sql<number>`submissions.attempt + 1`,
        grading_id: gradingId ?? null,
        grader_instance: instance ?? null,
        deadline_at: sql<Date>`now() + make_interval(
          secs => grading_bundles.wall_seconds::double precision + ${slackMs}::double precision / 1000
        )`,
        ...from.set,
      })
        .from('grading_bundles')
        .whereRef('grading_bundles.hash', '=', 'submissions.bundle_hash')
        .where('submissions.id', '=', submissionId)
        .where('submissions.status', '=', from.status)
        .where('submissions.lost_attempts', '<', lostLimit)
        .returningAll('submissions'),
    ),
  ).execute();
  const [stored, ...followers] = rows.map(toStoredSubmission);
  if (stored === undefined) return null;
  return { kind: 'begun', attempt: stored.attempt, stored, followers };
}

async function begunAlready(
  transaction: Connection,
  submissionId: string,
): Promise<BeginAttemptOutcome> {
  const row = await selectStored(transaction)
    .where('s.id', '=', submissionId)
    .executeTakeFirstOrThrow();
  return {
    kind: 'begun',
    attempt: row.attempt,
    stored: toStoredSubmission(row),
    followers: [],
  };
}

export type HandBackOutcome =
  /** It waits for another grader now. */
  | { readonly kind: 'queued'; readonly changed: readonly StoredSubmission[] }
  | { readonly kind: 'already-graded' }
  /** Not the newest attempt. */
  | { readonly kind: 'stale' }
  | { readonly kind: 'unknown' };

/** Ends the newest attempt without a result and without counting it as lost. May be repeated. */
export async function handBackAttempt(
  db: Connection,
  { submissionId, attempt }: { submissionId: string; attempt: number },
): Promise<HandBackOutcome> {
  if (!isUuid(submissionId)) return { kind: 'unknown' };
  const rows = await selectChangedAndFollowers(
    db.with('changed', (changing) =>
      move(changing, 'handBack', {})
        .where('submissions.id', '=', submissionId)
        .where('submissions.attempt', '=', attempt)
        .returningAll('submissions'),
    ),
  ).execute();
  if (rows.length > 0) return { kind: 'queued', changed: rows.map(toStoredSubmission) };
  const known = await db
    .selectFrom('submissions')
    .select(['attempt', 'status'])
    .where('id', '=', submissionId)
    .executeTakeFirst();
  if (known === undefined) return { kind: 'unknown' };
  if (known.status === 'graded') return { kind: 'already-graded' };
  return known.attempt === attempt ? { kind: 'queued', changed: [] } : { kind: 'stale' };
}
