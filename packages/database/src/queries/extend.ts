import { extendedUntil, type Dates } from '@touchstone/contracts/dates';
import type { Connection } from '../tables.ts';
import { findUserByMail, normaliseMail } from './mail-identity.ts';
import {
  changeDates,
  groupOf,
  userOf,
  type DatedAssignment,
  type DateScope,
} from './date-changes.ts';
import { isUuid } from './uuid.ts';

export type ExtendOutcome =
  | {
      readonly kind: 'extended';
      /** What is stored; null changes nothing. */
      readonly dates: Dates;
      /** Students whose points rose, since they had handed in late before. */
      readonly raised: number;
    }
  /** The assignment has no date by which it is due. */
  | { readonly kind: 'no-due' }
  /** It is due then or later for all. */
  | { readonly kind: 'not-later'; readonly due: Date }
  /** It would open after it is due. */
  | { readonly kind: 'opens-too-late'; readonly due: Date }
  /** No member of the course is in that group; `groups` are those that there are. */
  | { readonly kind: 'no-such-group'; readonly groups: string[] };

export interface Extension {
  readonly scope: DateScope;
  /** When it is due; null: as before. */
  readonly until: Date | null;
  /** When it opens; null: as before. */
  readonly opens: Date | null;
  readonly reason: string | null;
  /** Null: a command on the server. */
  readonly authorId: string | null;
}

/**
 * Makes an assignment due later for a student, a group or all; it closes as much later. Or lets it open at another
 * time. What is not given stays as an earlier extension for the same has it.
 */
export async function extend(
  db: Connection,
  assignment: DatedAssignment,
  { scope, until, opens: newOpens, ...rest }: Extension,
): Promise<ExtendOutcome> {
  const { assignmentId, courseId, dates, timeZone } = assignment;
  if (until !== null && dates.due === null) return { kind: 'no-due' };
  if (until !== null && dates.due !== null && until <= dates.due) {
    return { kind: 'not-later', due: dates.due };
  }
  if (scope.kind === 'group') {
    const groups = await listGroups(db, courseId);
    if (!groups.includes(scope.group)) return { kind: 'no-such-group', groups };
  }
  const before = await findChange(db, assignment, scope);
  const { due, closes } =
    until === null ? (before ?? unchanged) : extendedUntil(dates, until, timeZone);
  const opens = newOpens ?? before?.opens ?? null;
  const heldDue = due ?? dates.due;
  if (opens !== null && heldDue !== null && opens >= heldDue) {
    return { kind: 'opens-too-late', due: heldDue };
  }
  const raised = await changeDates(db, { ...{ assignmentId, scope, opens, due, closes }, ...rest });
  return { kind: 'extended', dates: { opens, due, closes }, raised };
}

const unchanged: Dates = { opens: null, due: null, closes: null };

/** What an earlier extension for the same says; null if there is none. */
async function findChange(
  db: Connection,
  { assignmentId }: DatedAssignment,
  scope: DateScope,
): Promise<Dates | null> {
  const change = await db
    .selectFrom('date_changes')
    .select(['opens_at as opens', 'due_at as due', 'closes_at as closes'])
    .where('assignment_id', '=', assignmentId)
    .where('user_id', 'is not distinct from', userOf(scope))
    .where('group_name', 'is not distinct from', groupOf(scope))
    .executeTakeFirst();
  return change ?? null;
}

/** The names of the groups of a course. */
export async function listGroups(db: Connection, courseId: string): Promise<string[]> {
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
