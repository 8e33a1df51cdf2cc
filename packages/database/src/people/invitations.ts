import type { notInvitedReasons } from '@touchstone/contracts';
import { sql } from 'kysely';
import { inTransaction } from '../queries/in-transaction.ts';
import type { Connection } from '../tables.ts';
import { noteActions, type Actor } from '../queries/audit-log.ts';
import { mailIssuer } from '../queries/mail-identity.ts';
import { milliseconds } from '../queries/milliseconds.ts';
import { createSignInLinks, lockUsers } from './sign-in-links.ts';

export interface Invitation {
  readonly uuid: string;
  readonly name: string | null;
  readonly mail: string | null;
  readonly group: string | null;
  readonly token: string;
  readonly expiresAt: Date;
}

export interface Invitations {
  readonly invitations: Invitation[];
  readonly notInvited: {
    uuid: string;
    mail: string | null;
    reason: (typeof notInvitedReasons)[number];
  }[];
}

interface Candidate extends Omit<Invitation, 'token' | 'expiresAt'> {
  readonly reason: Invitations['notInvited'][number]['reason'] | null;
}

/** Nobody gets a second mail within this time, even if the button is pressed again. */
const mailedAgainMs = 5 * 60_000;

/**
 * Makes invitations for the members of a course who have not signed in yet: all, or those named. The
 * person who makes an invitation could use it. So nobody gets one for an account that is in use, and a teacher, with
 * `onlyOwn`, none for an administrator or for somebody in a course of others.
 */
export async function inviteMembers(
  db: Connection,
  {
    courseId,
    actor,
    onlyOwn,
    userIds,
    byMail = false,
  }: {
    courseId: string;
    actor: Actor;
    onlyOwn: boolean;
    userIds?: readonly string[] | undefined;
    /** They are about to be mailed, to those who have not just got one. */
    byMail?: boolean;
  },
): Promise<Invitations> {
  return inTransaction(db, async (transaction) => {
    const named = userIds === undefined ? null : sql.val(userIds);
    // Another request may be mailing them.
    if (byMail && userIds !== undefined) await lockUsers(transaction, userIds);
    const { rows } = await sql<Candidate>`
      select m.user_id as uuid, m.name, m.group_name as group,
        (select subject from identities where user_id = m.user_id and issuer = ${mailIssuer}
          order by created_at limit 1) as mail,
        case
          when u.signed_in_at is not null then 'has-signed-in'
          when ${onlyOwn}::boolean and u.is_administrator then 'administrator'
          when ${onlyOwn}::boolean and exists (
            select from members as other
            where other.user_id = m.user_id and other.course_id <> m.course_id and not exists (
              select from members as own where own.course_id = other.course_id
                and own.user_id = ${actor}::uuid and own.role = 'teacher'
            )
          ) then 'in-another-course'
          when ${byMail}::boolean and not exists (
            select from identities where user_id = m.user_id and issuer = ${mailIssuer}
          ) then 'no-address'
          when ${byMail}::boolean and exists (
            select from sign_in_links as link where link.user_id = m.user_id
              and link.course_id = m.course_id and link.purpose = 'invitation'
              and link.used_at is null and link.mailed_at > now() - ${milliseconds(mailedAgainMs)}
          ) then 'just-mailed'
        end as reason
      from members as m join users as u on u.id = m.user_id
      where m.course_id = ${courseId} and (${named}::uuid[] is null or m.user_id = any(${named}::uuid[]))
      order by m.group_name, m.name, mail, m.user_id`.execute(transaction);
    const invited = rows.filter(({ reason }) => reason === null);
    const links = await createSignInLinks(transaction, {
      userIds: invited.map(({ uuid }) => uuid),
      purpose: 'invitation',
      courseId,
    });
    if (byMail) await noteMailed(transaction, courseId, [...links.keys()]);
    await noteActions(
      transaction,
      invited.map(({ uuid }) => ({
        ...{ actor, courseId, action: 'make-invitation' as const, subjectId: uuid },
      })),
    );
    return {
      invitations: invited.flatMap(({ uuid, name, mail, group }) => {
        const link = links.get(uuid);
        return link === undefined ? [] : [{ uuid, name, mail, group, ...link }];
      }),
      notInvited: rows.flatMap(({ uuid, mail, reason }) =>
        reason === null ? [] : [{ uuid, mail, reason }],
      ),
    };
  });
}

async function noteMailed(
  transaction: Connection,
  courseId: string,
  userIds: readonly string[],
): Promise<void> {
  await sql`
    update sign_in_links set mailed_at = now()
    where user_id = any(${sql.val(userIds)}::uuid[]) and course_id = ${courseId}::uuid
      and purpose = 'invitation' and used_at is null`.execute(transaction);
}

/** The mails to these users were not sent: they may be tried again at once. */
export async function noteNotMailed(
  db: Connection,
  { courseId, userIds }: { courseId: string; userIds: readonly string[] },
): Promise<void> {
  if (userIds.length === 0) return;
  await sql`
    update sign_in_links set mailed_at = null
    where user_id = any(${sql.val(userIds)}::uuid[]) and course_id = ${courseId}::uuid
      and purpose = 'invitation'`.execute(db);
}

/** The next members, by their uuids, who have not signed in; null is the beginning. */
export async function listUninvited(
  db: Connection,
  { courseId, after, limit }: { courseId: string; after: string | null; limit: number },
): Promise<string[]> {
  const { rows } = await sql<{ uuid: string }>`
    select m.user_id as uuid from members as m join users as u on u.id = m.user_id
    where m.course_id = ${courseId} and u.signed_in_at is null
      and (${after}::uuid is null or m.user_id > ${after}::uuid)
    order by m.user_id limit ${limit}`.execute(db);
  return rows.map(({ uuid }) => uuid);
}
