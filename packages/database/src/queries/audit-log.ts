import type { AuditAction, AuditDetails } from '@touchstone/contracts/audit';
import { sql } from 'kysely';
import type { Connection } from '../tables.ts';

/** Who does something: a user, or with null a command on the server. */
export type Actor = string | null;

interface EntryOf<A extends AuditAction> {
  readonly actor: Actor;
  readonly courseId: string | null;
  readonly action: A;
  /** Whom it is about. */
  readonly subjectId?: string;
  readonly details: AuditDetails[A];
}

type AuditEntry = {
  [A in AuditAction]: AuditDetails[A] extends null ? Omit<EntryOf<A>, 'details'> : EntryOf<A>;
}[AuditAction];

/** Looking is noted once in this time for each who looks, whom at and how. */
const lookHours = 1;

/** Notes that somebody has looked at a student's work, if it was not noted within the hour. */
export async function noteLook(
  db: Connection,
  look: {
    actor: string;
    courseId: string;
    action: 'open-program' | 'open-student';
    subjectId: string;
  },
): Promise<void> {
  const { actor, courseId, action, subjectId } = look;
  await sql`
    insert into audit_log (actor_id, course_id, action, subject_id)
    select ${actor}::uuid, ${courseId}::uuid, ${action}, ${subjectId}::uuid
    where not exists (
      select from audit_log
      where subject_id = ${subjectId}::uuid and actor_id = ${actor}::uuid
        and course_id = ${courseId}::uuid and action = ${action}
        and at > now() - make_interval(hours => ${sql.lit(lookHours)})
    )`.execute(db);
}

/** Adds entries, in the transaction that does what they say. */
export async function noteActions(
  transaction: Connection,
  entries: readonly AuditEntry[],
): Promise<void> {
  if (entries.length === 0) return;
  const rows = entries.map((entry) => ({
    actor_id: entry.actor,
    course_id: entry.courseId,
    action: entry.action,
    subject_id: entry.subjectId ?? null,
    details: 'details' in entry ? entry.details : {},
  }));
  await sql`
    insert into audit_log (actor_id, course_id, action, subject_id, details)
    select actor_id, course_id, action, subject_id, details
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as entries
      (actor_id uuid, course_id uuid, action text, subject_id uuid, details jsonb)
    `.execute(transaction);
}
