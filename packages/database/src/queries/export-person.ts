import type { ExportedUser } from '@touchstone/contracts';
import { sql } from 'kysely';
import type { Connection } from '../tables.ts';

type Person = Pick<
  ExportedUser,
  'identities' | 'memberships' | 'signInLinks' | 'joins' | 'passkeys' | 'actions'
>;

/** How a user is known, and what teachers wrote about the user and did. */
export async function exportPerson(db: Connection, userId: string): Promise<Person> {
  const identities = await db
    .selectFrom('identities')
    .select(['issuer', 'subject', 'created_at'])
    .where('user_id', '=', userId)
    .orderBy('created_at')
    .execute();
  const memberships = await db
    .selectFrom('members')
    .innerJoin('courses', 'courses.id', 'members.course_id')
    .select(['courses.slug as course', 'members.role', 'members.name', 'members.created_at'])
    .select(['members.student_number as studentNumber', 'members.group_name as group'])
    .where('members.user_id', '=', userId)
    .orderBy('courses.seq')
    .execute();
  const links = await db
    .selectFrom('sign_in_links as link')
    .leftJoin('courses', 'courses.id', 'link.course_id')
    .select(['link.purpose', 'courses.slug as course'])
    .select(['link.created_at', 'link.expires_at', 'link.used_at'])
    .where('link.user_id', '=', userId)
    .orderBy('link.created_at')
    .execute();
  const passkeys = await db
    .selectFrom('passkeys')
    .select(['id', 'name', 'created_at', 'last_used_at'])
    .where('user_id', '=', userId)
    .orderBy('created_at')
    .execute();
  return {
    identities: identities.map(({ created_at, ...identity }) => ({
      ...identity,
      createdAt: created_at.toISOString(),
    })),
    memberships: memberships.map(({ created_at, ...member }) => ({
      ...member,
      createdAt: created_at.toISOString(),
    })),
    signInLinks: links.map(({ created_at, expires_at, used_at, ...link }) => ({
      ...link,
      createdAt: created_at.toISOString(),
      expiresAt: expires_at.toISOString(),
      endedAt: used_at?.toISOString() ?? null,
    })),
    joins: await exportJoins(db, userId),
    passkeys: passkeys.map(({ created_at, last_used_at, ...passkey }) => ({
      ...passkey,
      createdAt: created_at.toISOString(),
      lastUsedAt: last_used_at?.toISOString() ?? null,
    })),
    actions: await exportActions(db, userId),
  };
}

async function exportJoins(db: Connection, userId: string): Promise<Person['joins']> {
  const time = (column: string) =>
    sql<string | null>`to_char(${sql.ref(column)} at time zone 'UTC',
      'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
  const { rows } = await sql<Person['joins'][number]>`
    select case when user_id = ${userId}::uuid then 'account' else 'earlier user' end as "as",
      ${time('offered_at')} as "offeredAt", ${time('refused_at')} as "refusedAt",
      ${time('joined_at')} as "joinedAt", ${time('undone_at')} as "undoneAt",
      (select count(*)::integer from joined_submissions where join_id = joins.id) as submissions
    from joins
    where user_id = ${userId}::uuid or earlier_user_id = ${userId}::uuid and joined_at is not null
    order by offered_at, id`.execute(db);
  return rows;
}

async function exportActions(db: Connection, userId: string): Promise<Person['actions']> {
  const { rows } = await sql<Omit<Person['actions'][number], 'at'> & { at: Date }>`
    select entry.at, entry.action, courses.slug as course, entry.details,
      case when entry.actor_id = ${userId}::uuid then 'this user'
        when entry.actor_id is null then 'command' else 'another user' end as by,
      other.role as "byRole", other.name as "byName"
    from audit_log as entry left join courses on courses.id = entry.course_id
      left join members as other on other.course_id = entry.course_id
        and other.user_id = entry.actor_id and other.user_id <> ${userId}::uuid
    where entry.actor_id = ${userId}::uuid or entry.subject_id = ${userId}::uuid
    order by entry.seq`.execute(db);
  return rows.map(({ at, ...entry }) => ({ ...entry, at: at.toISOString() }));
}
