import {
  memberPageSize,
  type Assigned,
  type Member,
  type MemberList,
  type MembersQuery,
} from '@touchstone/contracts';
import { sql, type RawBuilder, type SqlBool } from 'kysely';
import { mailIssuer } from '../queries/mail-identity.ts';
import { pseudonymOf } from '../queries/pseudonym.ts';
import type { Connection } from '../tables.ts';

/** Who is looked for. Without `limit` there is one page. */
export interface MemberChoice extends MembersQuery {
  readonly courseId: string;
  /** Finds only the students assigned to that assistant, by pseudonyms if the course is anonymous. */
  readonly assistantId?: string | null;
}

/** Whom a caller sees of a course, and how, as parts of statements about members `m` of users `u`. */
interface Sight {
  readonly showsNames: boolean;
  readonly isVisible: RawBuilder<SqlBool>;
  /** The order of the list; then comes the id. */
  readonly rank: RawBuilder<number>;
  readonly key: RawBuilder<string>;
  /** Tells those without a name apart. */
  readonly tie: RawBuilder<string>;
}

/** Where a member stands in the list. */
interface Place {
  readonly rank: number;
  readonly key: string;
  readonly tie: string;
  readonly uuid: string;
}

/** A page of the people of a course, teachers first, then by name. Null: `after` is none of them. */
export async function listMembers(
  db: Connection,
  choice: MemberChoice,
): Promise<Pick<MemberList, 'members' | 'next'> | null> {
  const sight = await sightOf(db, choice);
  const { courseId, after } = choice;
  const last = after === undefined ? null : await readPlace(db, sight, { courseId, userId: after });
  if (after !== undefined && last === null) return null;
  const { members, end } = await readPage(db, sight, choice, last);
  return { members, next: end?.uuid ?? null };
}

/** All people of a course, in parts; also if some of them leave meanwhile. */
export async function* memberParts(db: Connection, courseId: string): AsyncGenerator<Member[]> {
  const choice = { courseId, limit: memberPageSize.max };
  const sight = await sightOf(db, choice);
  let last: Place | null = null;
  do {
    const { members, end } = await readPage(db, sight, choice, last);
    yield members;
    last = end;
  } while (last !== null);
}

/** @returns with `end`, the place of the last one if others follow */
async function readPage(
  db: Connection,
  sight: Sight,
  choice: MemberChoice,
  last: Place | null,
): Promise<{ members: Member[]; end: Place | null }> {
  const { courseId, limit = null } = choice;
  const { showsNames, isVisible, rank, key, tie } = sight;
  const conditions = [isVisible, matches(choice, sight)];
  if (last !== null) {
    conditions.push(sql<SqlBool>`(${rank}, ${key}, ${tie}, m.user_id)
      > (${last.rank}::int, ${last.key}::text, ${last.tie}::text, ${last.uuid}::uuid)`);
  }
  const { rows } = await sql<Row>`
    select m.rank, m.key, m.tie, m.user_id as uuid, m.role, m.group_name as group,
      ${showsNames ? sql`m.name` : pseudonymOf(sql`m.course_id`, sql`m.user_id`)} as name,
      ${showsNames ? sql`m.student_number` : sql`null`} as "studentNumber",
      ${showsNames ? mailOf : sql`null`} as mail,
      m.signed_in_at is not null as "hasSignedIn",
      (select max(expires_at) from sign_in_links as link where link.user_id = m.user_id
        and link.course_id = m.course_id and link.purpose = 'invitation'
        and link.used_at is null and link.expires_at > now()) as "invitedUntil",
      ${assignedOf} as assigned
    from (
      select m.course_id, m.user_id, m.role, m.name, m.group_name, m.student_number, u.signed_in_at,
        ${rank} as rank, ${key} as key, ${tie} as tie
      from members as m join users as u on u.id = m.user_id
      where m.course_id = ${courseId}::uuid and ${sql.join(conditions, sql` and `)}
      order by rank, key, tie, user_id limit ${limit === null ? null : limit + 1}::bigint
    ) as m
    order by m.rank, m.key, m.tie, m.user_id`.execute(db);
  const shown = limit === null ? rows : rows.slice(0, limit);
  return {
    members: shown.map(toMember),
    end: rows.length > shown.length ? (shown.at(-1) ?? null) : null,
  };
}

type Row = Omit<Member, 'invitedUntil'> & Place & { readonly invitedUntil: Date | null };

const toMember = (row: Row): Member => ({
  ...{ uuid: row.uuid, role: row.role, name: row.name, mail: row.mail, group: row.group },
  ...{ studentNumber: row.studentNumber, hasSignedIn: row.hasSignedIn, assigned: row.assigned },
  invitedUntil: row.invitedUntil?.toISOString() ?? null,
});

/** How many people there are on all pages. */
export async function countMembers(
  db: Connection,
  choice: MemberChoice,
): Promise<Pick<MemberList, 'found' | 'all' | 'notSignedIn' | 'groups'>> {
  const sight = await sightOf(db, choice);
  const { rows } = await sql<{
    group: string | null;
    found: number;
    all: number;
    notSignedIn: number;
  }>`
    select m.group_name as "group", count(*)::int as "all",
      (count(*) filter (where ${matches(choice, sight)}))::int as found,
      (count(*) filter (where u.signed_in_at is null))::int as "notSignedIn"
    from members as m join users as u on u.id = m.user_id
    where m.course_id = ${choice.courseId}::uuid and ${sight.isVisible}
    group by m.group_name`.execute(db);
  const sum = (name: 'found' | 'all' | 'notSignedIn'): number =>
    rows.reduce((total, row) => total + row[name], 0);
  return {
    ...{ found: sum('found'), all: sum('all'), notSignedIn: sum('notSignedIn') },
    groups: rows.flatMap(({ group }) => group ?? []),
  };
}

async function sightOf(
  db: Connection,
  { courseId, assistantId = null }: MemberChoice,
): Promise<Sight> {
  const showsNames = assistantId === null || !(await isAnonymous(db, courseId));
  return {
    showsNames,
    isVisible:
      assistantId === null
        ? sql<SqlBool>`true`
        : sql<SqlBool>`(m.role = 'student' and exists (
            select from assisted as a
            where a.course_id = m.course_id and a.assistant_id = ${assistantId}::uuid
              and (a.student_id = m.user_id or a.group_name = m.group_name)
          ))`,
    rank: sql<number>`array_position(array['teacher', 'assistant', 'student'], m.role)`,
    key: showsNames
      ? sql<string>`m.name_key`
      : sql<string>`(${pseudonymOf(sql`m.course_id`, sql`m.user_id`)}) collate "C"`,
    tie: showsNames
      ? sql<string>`(case when m.name is null then coalesce(${mailOf}, '') else '' end) collate "C"`
      : sql<string>`''`,
  };
}

async function isAnonymous(db: Connection, courseId: string): Promise<boolean> {
  const { anonymous } = await db
    .selectFrom('courses')
    .select('anonymous')
    .where('id', '=', courseId)
    .executeTakeFirstOrThrow();
  return anonymous;
}

async function readPlace(
  db: Connection,
  { isVisible, rank, key, tie }: Sight,
  { courseId, userId }: { courseId: string; userId: string },
): Promise<Place | null> {
  const { rows } = await sql<Place>`
    select ${rank} as rank, ${key} as key, ${tie} as tie, m.user_id as uuid from members as m
    where m.course_id = ${courseId}::uuid and m.user_id = ${userId}::uuid and ${isVisible}
    `.execute(db);
  return rows[0] ?? null;
}

/** Whether a member is looked for. Only what the caller sees is searched. */
function matches(
  { search = '', role, group, signedIn }: MemberChoice,
  { showsNames }: Sight,
): RawBuilder<SqlBool> {
  const conditions = [sql<SqlBool>`true`];
  if (role !== undefined) conditions.push(sql`m.role = ${role}`);
  if (group !== undefined) conditions.push(sql`coalesce(m.group_name, '') = ${group}`);
  if (signedIn !== undefined) {
    conditions.push(sql`(u.signed_in_at is not null) = ${signedIn === 'yes'}::boolean`);
  }
  for (const word of search.split(/\s+/).filter(Boolean)) {
    const has = (text: RawBuilder<unknown>) =>
      sql<SqlBool>`strpos(lower(${text}), lower(${word}::text)) > 0`;
    // PostgreSQL reads the addresses once for each word, which is faster than once for each member.
    conditions.push(
      showsNames
        ? sql`(${has(sql`concat_ws(' ', m.name, m.student_number, m.group_name)`)} or m.user_id in (
            select user_id from identities where issuer = ${mailIssuer} and ${has(sql`subject`)}
          ))`
        : has(sql`concat_ws(' ', ${pseudonymOf(sql`m.course_id`, sql`m.user_id`)}, m.group_name)`),
    );
  }
  return sql<SqlBool>`(${sql.join(conditions, sql` and `)})`;
}

const mailOf = sql<string | null>`(
  select subject from identities where identities.user_id = m.user_id and issuer = ${mailIssuer}
  order by created_at limit 1
)`;

/** `students` are the uuids that are members' with the role of a student. */
const assignedOf = sql<Assigned | null>`case when m.role = 'assistant' then jsonb_build_object(
  'groups', (select coalesce(jsonb_agg(a.group_name order by a.group_name), '[]') from assisted as a
    where a.course_id = m.course_id and a.assistant_id = m.user_id and a.group_name is not null),
  'students', (select coalesce(jsonb_agg(a.student_id order by a.student_id), '[]') from assisted as a
    where a.course_id = m.course_id and a.assistant_id = m.user_id and a.student_id is not null)
) end`;
