import type { Role } from '@touchstone/contracts';
import {
  appoint,
  findCourseForTeachers,
  inviteMembers,
  listMembers,
  loadRoster,
  setRole,
  type Database,
} from '@touchstone/database';
import type { TestApi, TestUser } from './start-api.ts';

let people = 0;

/** An address that nobody has yet. */
export const newMail = (): string => `person-${++people}@example.org`;

export async function courseIdOf({ kysely }: Database, slug: string): Promise<string> {
  const course = await findCourseForTeachers(kysely, slug);
  if (course === null) throw new Error(`no course ${slug}`);
  return course.id;
}

/** Uses a link up. */
export async function signIn(api: TestApi, token: string): Promise<TestUser> {
  const { status, json } = await api.post('/api/sign-in', undefined, { token });
  if (status !== 201) throw new Error(`${status}: ${JSON.stringify(json)}`);
  const { user, token: session } = json as { user: { uuid: string }; token: string };
  return { uuid: user.uuid, token: session };
}

/** A link of somebody who was made a teacher of the course, or with null an administrator. */
export async function appointed(
  { kysely }: Database,
  courseId: string | null,
  mail = newMail(),
): Promise<string> {
  return (await appoint(kysely, { mail, name: 'Teacher', courseId })).link.token;
}

export const aTeacher = async (api: TestApi, database: Database, slug: string) =>
  signIn(api, await appointed(database, await courseIdOf(database, slug)));

export const anAdministrator = async (api: TestApi, database: Database) =>
  signIn(api, await appointed(database, null));

/** Somebody of a roster with that role, who has not signed in; with the token of an invitation. */
export async function invited(
  { kysely }: Database,
  { slug, role, mail = newMail() }: { slug: string; role: Role; mail?: string },
): Promise<{ uuid: string; linkToken: string }> {
  const courseId = await courseIdOf({ kysely } as Database, slug);
  const csv = `name,mail\nName,${mail}\n`;
  await loadRoster(kysely, { courseId, csv, actor: null, dryRun: false });
  const found = await listMembers(kysely, { courseId, search: mail });
  const uuid = found?.members.find((member) => member.mail === mail)?.uuid ?? '';
  await setRole(kysely, { courseId, userId: uuid, actor: null, role });
  const of = { courseId, actor: null, onlyOwn: false, userIds: [uuid] };
  const { invitations } = await inviteMembers(kysely, of);
  return { uuid, linkToken: invitations[0]?.token ?? '' };
}

export const aMember = async (api: TestApi, database: Database, slug: string, role: Role) =>
  signIn(api, (await invited(database, { slug, role })).linkToken);
