import { sql } from 'kysely';
import type { Connection } from '../tables.ts';

/** Who does something: a user, or with null a command on the server. */
export type Actor = string | null;

interface AuditEntry {
  readonly actor: Actor;
  readonly courseId: string | null;
  readonly action:
    | 'add-administrator'
    | 'add-note'
    | 'add-teacher'
    | 'assign-students'
    | 'change-dates'
    | 'change-role'
    | 'load-roster'
    | 'make-invitation'
    | 'make-sign-in-link'
    | 'mark-seen'
    | 'open-student'
    | 'override-points'
    | 'remove-administrator'
    | 'remove-dates'
    | 'remove-member'
    | 'remove-note'
    | 'remove-overridden-points';
  /** Whom it is about. */
  readonly subjectId?: string;
  /** Without names and addresses: entries outlive users. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/** Adds entries, in the transaction that does what they say. */
export async function noteActions(
  transaction: Connection,
  entries: readonly AuditEntry[],
): Promise<void> {
  if (entries.length === 0) return;
  const rows = entries.map(({ actor, courseId, action, subjectId = null, details = {} }) => ({
    actor_id: actor,
    course_id: courseId,
    action,
    subject_id: subjectId,
    details,
  }));
  await sql`
    insert into audit_log (actor_id, course_id, action, subject_id, details)
    select actor_id, course_id, action, subject_id, details
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as entries
      (actor_id uuid, course_id uuid, action text, subject_id uuid, details jsonb)
    `.execute(transaction);
}
