import type { AuditEntry as ShownEntry, AuditQuery } from '@touchstone/contracts';
import { auditSentence } from '@touchstone/contracts/audit';
import { sql, type RawBuilder } from 'kysely';
import { mailIssuer } from './mail-identity.ts';
import type { Connection } from '../tables.ts';

interface AuditChoice extends AuditQuery {
  /** Null: of all courses, and of none. */
  readonly courseId: string | null;
}

interface AuditPage {
  readonly entries: ShownEntry[];
  /** Where the next page begins; null on the last one. */
  readonly next: number | null;
}

interface Row {
  readonly id: string;
  readonly seq: number;
  readonly at: Date;
  readonly action: string;
  readonly details: Readonly<Record<string, unknown>>;
  readonly actorId: string | null;
  readonly subjectId: string | null;
  readonly who: string;
  readonly whom: string | null;
  readonly isStudent: boolean;
  readonly course: string | null;
  readonly title: string | null;
  readonly timeZone: string | null;
  readonly assignment: string | null;
}

/** Entries of the audit log, newest first, with the names that people have in the course now. */
export async function readAuditLog(
  db: Connection,
  choice: AuditChoice,
  limit: number,
): Promise<AuditPage> {
  const { rows } = await sql<Row>`
    select e.id, e.seq, e.at, e.action, e.details, e.actor_id as "actorId",
      e.subject_id as "subjectId", courses.slug as course, courses.title,
      courses.time_zone as "timeZone",
      case when e.actor_id is null then 'A command on the server'
        else ${nameOf(sql`e.actor_id`)} end as who,
      case when e.subject_id is not null then ${nameOf(sql`e.subject_id`)} end as whom,
      exists (
        select from members where members.course_id = e.course_id
          and members.user_id = e.subject_id and role = 'student'
      ) as "isStudent",
      coalesce(a.title, e.details ->> 'assignment') as assignment
    from audit_log as e
    left join courses on courses.id = e.course_id
    left join assignments as a on a.course_id = e.course_id and (
      a.slug = e.details ->> 'assignment'
      or a.id::text in (e.details ->> 'assignment', e.details ->> 'assignmentId')
    )
    where ${wanted(choice)}
    order by e.seq desc limit ${limit}`.execute(db);
  return {
    entries: rows.map(toEntry),
    next: rows.length < limit ? null : (rows.at(-1)?.seq ?? null),
  };
}

/** The name that a user has in the course of the entry; in no course, the mail address. */
const nameOf = (user: RawBuilder<unknown>) => sql<string>`coalesce(
  (select members.name from members
    where members.course_id = e.course_id and members.user_id = ${user}),
  (select subject from identities
    where identities.user_id = ${user} and issuer = ${mailIssuer} and (e.course_id is null or exists (
      select from members where members.course_id = e.course_id and members.user_id = ${user}
    )) order by identities.created_at limit 1),
  (select case when is_administrator then 'an administrator' when exists (
      select from members where members.course_id = e.course_id and members.user_id = ${user}
    ) then 'a member without a name' else 'somebody who is not in the course' end
    from users where users.id = ${user}),
  'a deleted user'
)`;

function wanted({ courseId, action, actor, student, since, until, before }: AuditChoice) {
  const conditions = [sql`true`];
  if (courseId !== null) conditions.push(sql`e.course_id = ${courseId}::uuid`);
  if (action !== undefined) conditions.push(sql`e.action = ${action}`);
  if (actor !== undefined) {
    conditions.push(
      actor === 'command' ? sql`e.actor_id is null` : sql`e.actor_id = ${actor}::uuid`,
    );
  }
  if (student !== undefined) conditions.push(sql`e.subject_id = ${student}::uuid`);
  if (since !== undefined) conditions.push(sql`e.at >= ${since}::timestamptz`);
  if (until !== undefined) conditions.push(sql`e.at < ${until}::timestamptz`);
  if (before !== undefined) conditions.push(sql`e.seq < ${before}::bigint`);
  return sql.join(conditions, sql` and `);
}

function toEntry(row: Row): ShownEntry {
  const { id, at, action, details, actorId, subjectId, course, isStudent } = row;
  const { who, whom, assignment, title, timeZone } = row;
  const text = auditSentence(
    { action, details },
    { who, whom, assignment, course: title, writeMoment: momentIn(timeZone ?? 'UTC') },
  );
  return {
    ...{ id, at: at.toISOString(), action, actorId, subjectId, isStudent, course },
    text: `${text.charAt(0).toUpperCase()}${text.slice(1)}.`,
  };
}

/** `3 Dec 2026, 18:00 (Europe/Berlin)` */
function momentIn(timeZone: string): (moment: string) => string {
  return (moment) => {
    const format = new Intl.DateTimeFormat('en-GB', {
      ...{ day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' },
      ...{ hourCycle: 'h23', timeZone },
    } as const);
    return `${format.format(new Date(moment))} (${timeZone})`;
  };
}
