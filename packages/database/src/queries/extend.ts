import { extendedUntil } from '@touchstone/contracts/dates';
import type { Connection } from '../tables.ts';
import { findUserByMail, normaliseMail } from './mail-identity.ts';
import { changeDates, type DatedAssignment, type DateScope } from './date-changes.ts';
import { isUuid } from './uuid.ts';

export type ExtendOutcome =
  | {
      readonly kind: 'extended';
      readonly closes: Date | null;
      /** Students whose points rose, since they had handed in late before. */
      readonly raised: number;
    }
  /** The assignment has no date by which it is due. */
  | { readonly kind: 'no-due' }
  /** It is due then or later for all. */
  | { readonly kind: 'not-later'; readonly due: Date }
  /** No member of the course is in that group; `groups` are those that there are. */
  | { readonly kind: 'no-such-group'; readonly groups: string[] };

export interface Extension {
  readonly scope: DateScope;
  readonly until: Date;
  readonly reason: string | null;
  /** Null: a command on the server. */
  readonly authorId: string | null;
}

/** Makes an assignment due later for a student, a group or all; it closes as much later. */
export async function extend(
  db: Connection,
  assignment: DatedAssignment,
  { scope, until, ...rest }: Extension,
): Promise<ExtendOutcome> {
  const { assignmentId, courseId, dates, timeZone } = assignment;
  if (dates.due === null) return { kind: 'no-due' };
  if (until <= dates.due) return { kind: 'not-later', due: dates.due };
  if (scope.kind === 'group') {
    const groups = await listGroups(db, courseId);
    if (!groups.includes(scope.group)) return { kind: 'no-such-group', groups };
  }
  const { due, closes } = extendedUntil(dates, until, timeZone);
  const raised = await changeDates(db, {
    ...{ assignmentId, scope, opens: null, due, closes },
    ...rest,
  });
  return { kind: 'extended', closes, raised };
}

async function listGroups(db: Connection, courseId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('members')
    .select('group_name')
    .distinct()
    .where('course_id', '=', courseId)
    .where('group_name', 'is not', null)
    .orderBy('group_name')
    .$narrowType<{ group_name: string }>()
    .execute();
  return rows.map(({ group_name }) => group_name);
}

/** The user with that mail address or uuid; null if there is none. */
export async function findStudent(db: Connection, written: string): Promise<string | null> {
  const text = written.trim();
  if (isUuid(text)) {
    const user = await db
      .selectFrom('users')
      .select('id')
      .where('id', '=', text)
      .executeTakeFirst();
    return user?.id ?? null;
  }
  const mail = normaliseMail(text);
  return mail === null ? null : findUserByMail(db, mail);
}
