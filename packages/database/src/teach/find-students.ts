import type { GridFilter } from '@touchstone/contracts';
import { sql, type RawBuilder, type SqlBool } from 'kysely';
import { pseudonymOf } from '../queries/pseudonym.ts';
import type { Connection } from '../tables.ts';
import { candidatesOf } from './filter-candidates.ts';
import { holds, standingOf } from './grid-rules.ts';
import { dueFor, isSeen, type TeachScope } from './students.ts';

export interface StudentChoice {
  readonly filter?: GridFilter | undefined;
  /** The filter holds in this one. */
  readonly assignmentId?: string | undefined;
  /** Words, each of which the name, the student number or the group has. */
  readonly search?: string | undefined;
  readonly limit: number;
  /** The last student of the page before. */
  readonly after?: string | undefined;
  /** Only this student. */
  readonly student?: string | undefined;
  readonly scope: TeachScope;
}

/**
 * The ids of up to `limit` students of a course that the caller may see: members with that role by their names or
 * pseudonyms, then everybody else who has handed something in.
 */
export async function findStudents(db: Connection, choice: StudentChoice): Promise<string[]> {
  const { filter, scope, assignmentId, after, limit } = choice;
  const candidates =
    filter === undefined
      ? sql<SqlBool>`true`
      : await candidatesOf(db, { courseId: scope.courseId, filter, assignmentId });
  if (candidates === null) return [];
  const kept = keptBy(choice, candidates);
  const last = after === undefined ? null : await readPlace(db, scope, after);
  const members = last === 'no-member' ? [] : await findMembers(db, choice, kept, last);
  const missing = limit - members.length;
  // Others have no name to search for.
  if (missing === 0 || wordsOf(choice).length > 0) return members;
  const rest = { ...choice, limit: missing, after: last === 'no-member' ? after : undefined };
  const others = await findOthers(db, rest, kept);
  return [...members, ...others];
}

interface Place {
  readonly key: string;
  readonly id: string;
}

/** Where a student of an earlier page stands. */
async function readPlace(
  db: Connection,
  scope: TeachScope,
  userId: string,
): Promise<Place | 'no-member'> {
  const { rows } = await sql<Place>`
    select ${keyOf(scope)} as key, s.user_id as id from members as s
    where s.course_id = ${scope.courseId}::uuid and s.user_id = ${userId}::uuid
      and s.role = 'student'`.execute(db);
  return rows[0] ?? 'no-member';
}

/** By what members `s` are sorted. */
const keyOf = (scope: TeachScope): RawBuilder<string> =>
  scope.showsNames ? sql<string>`s.name_key` : pseudonymIn(scope);

const pseudonymIn = ({ courseId }: TeachScope): RawBuilder<string> =>
  pseudonymOf(sql`${courseId}::uuid`, sql`s.user_id`);

async function findMembers(
  db: Connection,
  choice: StudentChoice,
  kept: RawBuilder<unknown>,
  last: Place | null,
): Promise<string[]> {
  const { scope, limit, student } = choice;
  const key = keyOf(scope);
  const searched = scope.showsNames
    ? sql`concat_ws(' ', s.name, s.student_number, s.group_name)`
    : sql`concat_ws(' ', ${pseudonymIn(scope)}, s.group_name)`;
  const conditions = [
    sql`s.course_id = ${scope.courseId}::uuid and s.role = 'student'`,
    isSeen(scope, sql`s.user_id`),
    ...wordsOf(choice).map((word) => sql`strpos(lower(${searched}), lower(${word}::text)) > 0`),
  ];
  if (student !== undefined) conditions.push(sql`s.user_id = ${student}::uuid`);
  if (last !== null) {
    conditions.push(sql`(${key}, s.user_id) > (${last.key}::text, ${last.id}::uuid)`);
  }
  const { rows } = await sql<{ id: string }>`
    select s.user_id as id from members as s ${kept}
    where ${sql.join(conditions, sql` and `)}
    order by ${key}, s.user_id limit ${limit}`.execute(db);
  return rows.map(({ id }) => id);
}

/**
 * Of an open course, or former members, by their ids. The recursion finds each in one step of an index, however
 * much they handed in.
 */
async function findOthers(
  db: Connection,
  { scope, limit, after, student }: StudentChoice,
  kept: RawBuilder<unknown>,
): Promise<string[]> {
  const { courseId } = scope;
  const next = (condition: RawBuilder<SqlBool>) => sql`(
    select st.user_id from standings as st where st.course_id = ${courseId}::uuid and ${condition}
    order by st.user_id limit 1
  )`;
  const start =
    student !== undefined
      ? sql<SqlBool>`st.user_id = ${student}::uuid`
      : after === undefined
        ? sql<SqlBool>`true`
        : sql<SqlBool>`st.user_id > ${after}::uuid`;
  const more = student === undefined ? sql<SqlBool>`true` : sql<SqlBool>`false`;
  const { rows } = await sql<{ id: string }>`
    with recursive tried as (
      select ${next(start)} as user_id
      union all
      select ${next(sql`st.user_id > tried.user_id`)} from tried
      where tried.user_id is not null and ${more}
    )
    select s.user_id as id from (
      select tried.user_id, null::text as group_name from tried
      where tried.user_id is not null and ${isSeen(scope, sql`tried.user_id`)}
        and not exists (
          select from members where course_id = ${courseId}::uuid and members.user_id = tried.user_id
        )
      offset 0
    ) as s ${kept}
    order by s.user_id limit ${limit}`.execute(db);
  return rows.map(({ id }) => id);
}

const wordsOf = ({ search = '' }: StudentChoice): string[] => search.split(/\s+/).filter(Boolean);

/**
 * Keeps students `s` for whom the filter holds. The limit makes PostgreSQL look at one after the other, in their
 * order, until the page is full.
 */
function keptBy(
  { filter, assignmentId, scope }: StudentChoice,
  candidates: RawBuilder<SqlBool>,
): RawBuilder<unknown> {
  if (filter === undefined) return sql``;
  const only = assignmentId === undefined ? sql`true` : sql`a.id = ${assignmentId}::uuid`;
  return sql`cross join lateral (
    select from assignments as a ${standingOf} ${dueFor}
    where a.course_id = ${scope.courseId}::uuid and a.position is not null and ${only}
      and ${candidates} and ${holds[filter]}
    limit 1
  ) as kept`;
}
