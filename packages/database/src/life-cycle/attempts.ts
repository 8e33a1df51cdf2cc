import { sql } from 'kysely';
import {
  selectChangedAndFollowers,
  selectStored,
  toStoredSubmission,
  type StoredSubmission,
} from '../queries/stored-submission.ts';
import { isUuid } from '../queries/uuid.ts';
import type { Connection } from '../tables.ts';
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
  /** As many attempts were lost as may be; it is to be given up. */
  | { readonly kind: 'exhausted' }
  | { readonly kind: 'unknown' };

export interface AttemptBeginning {
  readonly submissionId: string;
  /** The caller's name for this grading: the same again gets the same attempt. */
  readonly gradingId?: string | undefined;
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
  const { submissionId, gradingId = null, slackMs, lostLimit } = begin;
  if (!isUuid(submissionId)) return { kind: 'unknown' };
  const lost = sql<number>`submissions.lost_attempts + (submissions.status = 'grading')::integer`;
  const rows = await selectChangedAndFollowers(
    db.with('changed', (changing) =>
      move(changing, 'begin', {
        attempt: sql<number>`submissions.attempt + 1`,
        lost_attempts: lost,
        grading_id: gradingId,
        deadline_at: sql<Date>`now() + make_interval(
          secs => grading_bundles.wall_seconds::double precision + ${slackMs}::double precision / 1000
        )`,
      })
        .from('grading_bundles')
        .whereRef('grading_bundles.hash', '=', 'submissions.bundle_hash')
        .where('submissions.id', '=', submissionId)
        .where(lost, '<', lostLimit)
        .where(
          sql<boolean>`(submissions.status = 'queued' or submissions.grading_id is distinct from ${gradingId}::uuid
            or ${gradingId}::uuid is null)`,
        )
        .returningAll('submissions'),
    ),
  ).execute();
  const [stored, ...followers] = rows.map(toStoredSubmission);
  return stored === undefined
    ? instead(db, submissionId, gradingId)
    : { kind: 'begun', attempt: stored.attempt, stored, followers };
}

/** Why no attempt was begun. */
async function instead(
  db: Connection,
  submissionId: string,
  gradingId: string | null,
): Promise<BeginAttemptOutcome> {
  const row = await selectStored(db)
    .select('s.grading_id')
    .where('s.id', '=', submissionId)
    .executeTakeFirst();
  if (row === undefined) return { kind: 'unknown' };
  if (row.status === 'graded' || row.leader_id !== null) return { kind: 'already-graded' };
  if (row.status === 'grading' && gradingId !== null && row.grading_id === gradingId) {
    return {
      kind: 'begun',
      attempt: row.attempt,
      stored: toStoredSubmission(row),
      followers: [],
    };
  }
  return { kind: 'exhausted' };
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
