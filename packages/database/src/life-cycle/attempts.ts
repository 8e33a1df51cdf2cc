import type { AttemptEnding, GradingSource } from '@touchstone/contracts';
import { sql } from 'kysely';
import { fixedQuery } from '../queries/fixed-query.ts';
import { inTransaction } from '../queries/in-transaction.ts';
import { programOf } from '../queries/program-columns.ts';
import {
  selectChangedAndFollowers,
  selectStored,
  toStoredSubmission,
  type StoredRow,
  type StoredSubmission,
} from '../queries/stored-submission.ts';
import { isUuid } from '../queries/uuid.ts';
import type { Connection } from '../tables.ts';
import { noteDoubtfulLoss, oneMoreLost } from './lost.ts';
import { move } from './states.ts';

export type BeginAttemptOutcome =
  | {
      readonly kind: 'begun';
      readonly attempt: number;
      /** What to grade. */
      readonly source: GradingSource;
      readonly stored: StoredSubmission;
      readonly followers: readonly StoredSubmission[];
    }
  /**
   * The maximum number of attempts was lost: it is to be given up as soon as no loss is in doubt.
   * `changed` has what the loss of the last one changed.
   */
  | { readonly kind: 'exhausted'; readonly changed: readonly StoredSubmission[] }
  | { readonly kind: AttemptEnding };

export interface AttemptBeginning {
  readonly submissionId: string;
  /** The caller's id for this grading: a repeated call with it gets the same attempt. */
  readonly gradingId?: string | undefined;
  /** The grader's process. Without it, no loss is in doubt. */
  readonly instance?: string | undefined;
  /** An attempt without a result for this long after the bundle's wall limit counts as lost. */
  readonly slackMs: number;
  /** After this many lost attempts no other begins. */
  readonly lostLimit: number;
}

/**
 * Begins a new attempt, which makes all earlier ones stale. An attempt under way is thereby lost: its
 * grader died, or counted as dead when another grader claimed its entry.
 */
export async function beginAttempt(
  db: Connection,
  begin: AttemptBeginning,
): Promise<BeginAttemptOutcome> {
  if (!isUuid(begin.submissionId)) return { kind: 'unknown' };
  return (
    (await beginQueued(db, begin)) ?? (await inTransaction(db, (own) => beginLocked(own, begin)))
  );
}

/** The usual case, in one statement: the submission is queued. Null when it is not. */
const beginQueued = async (db: Connection, begin: AttemptBeginning) =>
  toBegun(await moveQueuedToGrading(db, valuesOf(begin)));

/** All other cases, with the row locked. */
async function beginLocked(
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
  const isAway = row.status === 'superseded' || row.status === 'received';
  if (row.status === 'graded' || isAway || row.leader_id !== null)
    return { kind: 'already-graded' };
  // It was queued meanwhile, or has lost too many attempts.
  if (row.status === 'queued') {
    return (await beginQueued(transaction, begin)) ?? { kind: 'exhausted', changed: [] };
  }
  if (gradingId !== undefined && row.grading_id === gradingId) {
    const begun = await selectStored(transaction)
      .select('s.bundle_hash')
      .where('s.id', '=', submissionId)
      .executeTakeFirstOrThrow();
    return toBegun([begun]) ?? { kind: 'unknown' };
  }
  // A grader that begins again what it has under way itself is alive and has stopped working on it.
  const isOwn = instance !== undefined && row.grader_instance === instance;
  if (!isOwn) await noteDoubtfulLoss(transaction, submissionId);
  if (row.lost_attempts + 1 < lostLimit) {
    const again = toBegun(
      await moveToGrading(transaction, valuesOf(begin), {
        status: 'grading',
        set: oneMoreLost,
      }).execute(),
    );
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

type BeginningValues = ReturnType<typeof valuesOf>;
const valuesOf = ({ submissionId, gradingId, instance, slackMs, lostLimit }: AttemptBeginning) => ({
  ...{ submissionId, slackMs, lostLimit },
  gradingId: gradingId ?? null,
  instance: instance ?? null,
});

const moveToGrading = (
  db: Connection,
  { submissionId, gradingId, instance, slackMs, lostLimit }: BeginningValues,
  from: { status: 'queued' | 'grading'; set: Partial<typeof oneMoreLost> },
) =>
  selectChangedAndFollowers(
    db.with('changed', (changing) =>
      move(changing, 'begin', {
        attempt: sql<number>`submissions.attempt + 1`,
        grading_id: gradingId,
        grader_instance: instance,
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
  ).select('s.bundle_hash');

const moveQueuedToGrading = fixedQuery((db, values: BeginningValues) =>
  moveToGrading(db, values, { status: 'queued', set: {} }),
);

/** The submission's row, and those of its followers. */
function toBegun(
  rows: readonly (StoredRow & { bundle_hash: string })[],
): (BeginAttemptOutcome & { kind: 'begun' }) | null {
  const [row] = rows;
  const [stored, ...followers] = rows.map(toStoredSubmission);
  if (row === undefined || stored === undefined) return null;
  const source = { ...programOf(row), bundleHash: row.bundle_hash };
  return { kind: 'begun', attempt: stored.attempt, source, stored, followers };
}

export type HandBackOutcome =
  | { readonly kind: 'requeued'; readonly changed: readonly StoredSubmission[] }
  | { readonly kind: Exclude<AttemptEnding, 'requeued'> };

/** Ends the newest attempt without a result; it does not count as lost. May be repeated. */
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
  if (rows.length > 0) return { kind: 'requeued', changed: rows.map(toStoredSubmission) };
  const known = await db
    .selectFrom('submissions')
    .select(['attempt', 'status'])
    .where('id', '=', submissionId)
    .executeTakeFirst();
  if (known === undefined) return { kind: 'unknown' };
  if (known.status === 'graded') return { kind: 'already-graded' };
  return known.attempt === attempt ? { kind: 'requeued', changed: [] } : { kind: 'stale' };
}
