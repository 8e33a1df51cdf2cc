import type { Account, CourseAccess, Role } from '@touchstone/contracts';
import { sql } from 'kysely';
import { arrayParameter } from '../queries/array-parameter.ts';
import type { Connection } from '../tables.ts';
import { mailIssuer } from '../queries/mail-identity.ts';

/** What a user may do where. */
export interface Rights {
  readonly isAdministrator: boolean;
  /** Whether the user is known by more than a token: by a mail address, say. */
  readonly hasIdentity: boolean;
  /** By the ids of courses. */
  readonly roles: ReadonlyMap<string, Role>;
}

const none: Rights = { isAdministrator: false, hasIdentity: false, roles: new Map() };

/** Of these users, in their order; no rights if there is no such user. */
export async function readRights(db: Connection, userIds: readonly string[]): Promise<Rights[]> {
  const { rows } = await sql<{
    id: string;
    isAdministrator: boolean;
    hasIdentity: boolean;
    roles: { courseId: string; role: Role }[];
  }>`
    select id, is_administrator as "isAdministrator",
      exists (select from identities where user_id = users.id) as "hasIdentity",
      (select coalesce(jsonb_agg(jsonb_build_object('courseId', course_id, 'role', role)), '[]')
        from members where user_id = users.id) as roles
    from users where id = any(${arrayParameter(userIds, 'uuid')})`.execute(db);
  const byId = new Map(
    rows.map(({ id, roles, ...user }) => [
      id,
      { ...user, roles: new Map(roles.map(({ courseId, role }) => [courseId, role])) },
    ]),
  );
  return userIds.map((id) => byId.get(id) ?? none);
}

/** A course, also one that is not published: its teachers prepare it. */
export interface CourseForTeachers {
  readonly id: string;
  readonly slug: string;
  readonly title: string;
  readonly access: CourseAccess;
  readonly published: boolean;
}

export async function findCourseForTeachers(
  db: Connection,
  slug: string,
): Promise<CourseForTeachers | null> {
  const course = await db
    .selectFrom('courses')
    .select(['id', 'slug', 'title', 'access', 'published'])
    .where('slug', '=', slug)
    .executeTakeFirst();
  return course ?? null;
}

/** The student as a teacher of the course knows them; null if there is none, or no such course. */
export async function readViewed(
  db: Connection,
  { userId, courseId }: { userId: string; courseId: string },
): Promise<NonNullable<Account['viewing']> | null> {
  const row = await db
    .selectFrom('courses')
    .leftJoin('members', (join) =>
      join.onRef('members.course_id', '=', 'courses.id').on('members.user_id', '=', userId),
    )
    .select(['courses.slug as course', 'members.name'])
    .where('courses.id', '=', courseId)
    .executeTakeFirst();
  return row === undefined ? null : { uuid: userId, ...row };
}

/** What the user is called here. Courses that are not published are those that the user teaches. */
export async function readAccount(db: Connection, userId: string): Promise<Account> {
  const user = await db
    .selectFrom('users')
    .leftJoin('identities', (join) =>
      join.onRef('identities.user_id', '=', 'users.id').on('issuer', '=', mailIssuer),
    )
    .select(['subject as mail', 'is_administrator as isAdministrator'])
    .where('users.id', '=', userId)
    .orderBy('identities.created_at')
    .executeTakeFirst();
  const courses = await db
    .selectFrom('members')
    .innerJoin('courses', 'courses.id', 'members.course_id')
    .select(['slug', 'title', 'role', 'kept_until'])
    .where('user_id', '=', userId)
    .where((where) => where.or([where('published', '=', true), where('role', '=', 'teacher')]))
    .orderBy('courses.seq')
    .execute();
  return {
    mail: user?.mail ?? null,
    isAdministrator: user?.isAdministrator ?? false,
    courses: courses.map(({ kept_until, ...course }) => ({
      ...course,
      ...(kept_until !== null && { keptUntil: kept_until.toISOString() }),
    })),
  };
}
