import { createHash, randomBytes, randomUUID } from 'node:crypto';
import {
  calls,
  callersOf,
  requestOf,
  type Call,
  type CallArguments,
  type Callers,
  type CallName,
  type CourseAccess,
} from '@touchstone/contracts';
import { addNote, createSession, type Database } from '@touchstone/database';
import { createInProcessMessaging } from '@touchstone/messaging';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { anExtension, aRelease, withDue } from './extensions.ts';
import { openTestDatabase } from './open-test-database.ts';
import {
  aMember,
  anAdministrator,
  appointed,
  aTeacher,
  courseIdOf,
  invited,
  newMail,
} from './people.ts';
import { newPasskeyFor, signatureFor, withPasskey } from './passkeys.ts';
import { sampleCourse, severalFilesCourse } from './sample-course.ts';
import { grade, startApi, type TestApi, type TestUser } from './start-api.ts';

/* Each call of the contract, made by everybody who might make it, in an open and in an invited course. */

const callerNames = [
  'nobody',
  'an anonymous student',
  'a student',
  'a student of another course',
  'an assistant without students',
  'an assistant with students',
  'a teacher of another course',
  'a teacher',
  'an administrator',
] as const;
type CallerName = (typeof callerNames)[number];

const isOfCourse = new Set<CallerName>([
  ...(['a student', 'an assistant without students', 'an assistant with students'] as const),
  ...(['a teacher', 'an administrator'] as const),
]);
const hasTeachersRights = new Set<CallerName>(['a teacher', 'an administrator']);
const hasAssistantsRights = new Set<CallerName>([
  ...hasTeachersRights,
  ...(['an assistant without students', 'an assistant with students'] as const),
]);

/** Who is not assigned to an assistant is as if absent for that assistant. */
const isAboutStudent = (name: string): boolean =>
  /^\w+ \/api\/teach\/:course\/(?:students|submissions)\//.test(name);

const endsSession = new Set([
  'POST /api/sign-in',
  'POST /api/sign-in/passkey',
  'PUT /api/teach/:course/students/:user/view',
  'DELETE /api/me/view',
]);

/** 2 stands for every success. */
function expected(
  name: string,
  callers: Callers,
  caller: CallerName,
  access: CourseAccess,
): number {
  const sees = access === 'open' || isOfCourse.has(caller);
  if (callers === 'everybody') return 2;
  if (callers === 'viewers') return sees ? 2 : 404;
  if (caller === 'nobody') return 401;
  if (callers === 'users') return 2;
  if (callers === 'accounts') return caller === 'an anonymous student' ? 403 : 2;
  if (callers === 'signed-in viewers') return sees ? 2 : 404;
  const rights = callers === 'teachers' ? hasTeachersRights : hasAssistantsRights;
  const isUnassigned = caller === 'an assistant without students' && isAboutStudent(name);
  if (isUnassigned && callers === 'assistants') return 404;
  if (rights.has(caller)) return 2;
  return sees ? 403 : 404;
}

let database: Database;
let api: TestApi;
let url: string;

/** Somebody with what calls need of their own: a graded submission in the course. */
interface Caller {
  readonly user: TestUser | null;
  readonly submissionId: string;
}
const courses = { open: 'public', invited: 'closed' } as const;
const callersIn = new Map<string, Map<CallerName, Caller>>();

/** With dates and a given file. */
const courseOf = (slug: string) => withDue(severalFilesCourse(['submission.py'], slug));

beforeAll(async () => {
  database = await openTestDatabase();
  api = await startApi({
    ...{ database, messaging: createInProcessMessaging() },
    config: { publicUrl: 'https://courses.example.org', codeLimit: 100_000 },
    mailer: { send: () => Promise.resolve() },
  });
  for (const slug of [...Object.values(courses), 'other']) {
    await api.service.reloadCourse(courseOf(slug));
  }
  ({ url } = await api.service.listen());
  for (const slug of Object.values(courses)) callersIn.set(slug, await makeCallers(slug));
  // Only now: the others have handed in before, like somebody who has left.
  for (const slug of [courses.invited, 'other']) {
    await api.service.reloadCourse({ ...courseOf(slug), access: 'invited' });
  }
});
afterAll(async () => {
  await api.service.close();
  await database.close();
});

async function makeCallers(slug: string): Promise<Map<CallerName, Caller>> {
  const [assignmentId = ''] = await api.assignmentIds(slug);
  const users: Readonly<Record<CallerName, TestUser | null>> = {
    nobody: null,
    'an anonymous student': await api.newUser(),
    'a student': await aMember(api, database, slug, 'student'),
    'a student of another course': await aMember(api, database, 'other', 'student'),
    'an assistant without students': await aMember(api, database, slug, 'assistant'),
    'an assistant with students': await aMember(api, database, slug, 'assistant'),
    'a teacher of another course': await aTeacher(api, database, 'other'),
    'a teacher': await aTeacher(api, database, slug),
    'an administrator': await anAdministrator(api, database),
  };
  const [teacher, assistant] = [users['a teacher'], users['an assistant with students']];
  const assigned = { groups: [], students: [users['a student']?.uuid] };
  const path = `/api/teach/${slug}/members/${assistant?.uuid ?? ''}/assigned`;
  const { status } = await send('PUT', path, teacher, assigned);
  expect(status).toBe(204);
  const made = new Map<CallerName, Caller>();
  for (const [name, user] of Object.entries(users) as [CallerName, TestUser | null][]) {
    const submissionId = await handedIn(user ?? (await api.newUser()), assignmentId);
    made.set(name, { user, submissionId });
  }
  return made;
}

async function handedIn(user: TestUser, assignmentId: string): Promise<string> {
  const { id } = await api.accept(user, assignmentId, `print('${randomUUID()}')\n`);
  await grade(api.office, id);
  return id;
}

async function send(method: string, path: string, user: TestUser | null, body?: unknown) {
  const answer = await fetch(`${url}${path}`, {
    method,
    headers: {
      ...(user !== null && { authorization: `Bearer ${user.token}` }),
      'content-type': 'application/json',
    },
    ...(method !== 'GET' && { body: JSON.stringify(body ?? {}) }),
  });
  // Event streams have no end.
  const isStream = answer.headers.get('content-type')?.startsWith('text/event-stream') === true;
  if (isStream) await answer.body?.cancel();
  const text = isStream ? '' : await answer.text();
  const isJson = answer.headers.get('content-type')?.includes('json') === true;
  return { status: answer.status, body: isJson ? (JSON.parse(text) as unknown) : null };
}

/** What a caller sends, so that it succeeds if the caller may make the call. */
async function inputOf(name: CallName, slug: string, caller: Caller): Promise<object> {
  const courseId = await courseIdOf(database, slug);
  const [assignmentId = ''] = await assignmentsOf(courseId);
  const { user: aStudent, submissionId = '' } = callersIn.get(slug)?.get('a student') ?? {};
  const student = { course: slug, user: aStudent?.uuid ?? '' };
  const member = async () => (await invited(database, { slug, role: 'assistant' })).uuid;
  const inputs: Readonly<Partial<Record<CallName, () => Promise<object> | object>>> = {
    'POST /api/sessions': async () => {
      const { body } = await send('POST', '/api/device-codes', await api.newUser());
      return { body: { code: (body as { code: string }).code } };
    },
    'POST /api/sign-in': async () => ({ body: { token: await appointed(database, courseId) } }),
    'POST /api/sign-in/passkey': async () => {
      const user = await aMember(api, database, slug, 'student');
      const { authenticator } = await withPasskey(api, user);
      return { body: await signatureFor(api, { authenticator, user }, caller.user) };
    },
    'POST /api/passkeys': async () => ({
      body: await newPasskeyFor(api, caller.user ?? (await api.newUser())),
    }),
    'PUT /api/me/passkeys/:id': async () => ({
      ...{ id: await ownPasskey(caller), body: { name: 'My old phone' } },
    }),
    'DELETE /api/me/passkeys/:id': async () => ({ id: await ownPasskey(caller) }),
    'POST /api/sign-in/links': () => ({ body: { mail: newMail() } }),
    'DELETE /api/me/sessions/:id': async () => ({ id: await anotherSession(caller) }),
    'GET /api/me': () => ({ course: slug }),
    'PUT /api/me/nickname': () => ({ body: { nickname: 'Ada' } }),
    'GET /api/me/days': () => ({ course: slug }),
    'GET /api/me/events': () => ({ course: slug }),
    'GET /api/assignments': () => ({ course: slug }),
    'POST /api/assignments': () => ({ course: slug }),
    'GET /api/assignments/:id': () => ({ id: assignmentId }),
    'POST /api/assignments/:id': () => ({ id: assignmentId }),
    'GET /api/courses/:course/assignments/:assignment': () => ({ course: slug, assignment: 'one' }),
    'GET /api/assignments/:id/examples': () => ({ id: assignmentId }),
    'GET /api/assignments/:id/files/:name': () => ({ id: assignmentId, name: 'words.txt' }),
    'GET /api/assignments/:id/solution': () => ({ id: assignmentId }),
    'GET /api/drafts/:assignmentId': () => ({ assignmentId }),
    'PUT /api/drafts/:assignmentId': () => ({ assignmentId, body: { code: '#', revision: 0 } }),
    'POST /api/submissions': () => ({ body: { assignmentId, code: `# ${randomUUID()}\n` } }),
    'GET /api/submissions/:id': () => ({ id: caller.submissionId }),
    'GET /api/submissions/:id/events': () => ({ id: caller.submissionId }),
    'GET /api/teach/:course/members': () => ({ course: slug }),
    'GET /api/teach/:course/members.csv': () => ({ course: slug }),
    'PUT /api/teach/:course/members/:user/role': async () => ({
      ...{ course: slug, user: await member(), body: { role: 'student' } },
    }),
    'PUT /api/teach/:course/members/:user/assigned': async () => ({
      ...{ course: slug, user: await member(), body: { groups: ['A'], students: [] } },
    }),
    'DELETE /api/teach/:course/members/:user': async () => ({ course: slug, user: await member() }),
    'POST /api/teach/:course/roster': () => ({
      course: slug,
      body: { csv: `mail\n${newMail()}\n` },
    }),
    'POST /api/teach/:course/invitations': () => ({ course: slug, body: {} }),
    'POST /api/teach/:course/invitations/mails': async () => ({
      ...{ course: slug, body: { users: [await member()] } },
    }),
    'GET /api/teach/:course/extensions': () => ({ course: slug }),
    'GET /api/teach/:course/extensions.csv': () => ({ course: slug }),
    'POST /api/teach/:course/extensions': () => ({
      course: slug,
      body: { assignment: 'one', for: { all: true }, until: '2099-12-08T16:00:00Z' },
    }),
    'DELETE /api/teach/:course/extensions/:extension': async () => ({
      ...{ course: slug, extension: await anExtension(database, assignmentId) },
    }),
    'GET /api/teach/:course/releases': () => ({ course: slug }),
    'POST /api/teach/:course/releases': () => ({
      course: slug,
      body: { assignment: 'one', for: { all: true } },
    }),
    'DELETE /api/teach/:course/releases/:release': async () => ({
      ...{ course: slug, release: await aRelease(database, assignmentId) },
    }),
    'GET /api/teach/:course/grid': () => ({ course: slug }),
    'GET /api/teach/:course/grid.csv': () => ({ course: slug }),
    'GET /api/teach/:course/events': () => ({ course: slug }),
    'GET /api/teach/:course/assignments/:assignment': () => ({ course: slug, assignment: 'one' }),
    'GET /api/teach/:course/assignments/:assignment/failures.csv': () => ({
      ...{ course: slug, assignment: 'one' },
    }),
    'GET /api/teach/:course/assignments/:assignment/days': () => ({
      ...{ course: slug, assignment: 'one' },
    }),
    'GET /api/teach/:course/points/spread': () => ({ course: slug }),
    'GET /api/teach/:course/points': () => ({ course: slug }),
    'GET /api/teach/:course/points.csv': () => ({ course: slug }),
    'GET /api/teach/:course/submissions.csv': () => ({ course: slug }),
    'GET /api/teach/:course/submissions.zip': () => ({ course: slug }),
    'PUT /api/teach/:course/students/:user/points/:assignment': () => ({
      ...{ ...student, assignment: 'one', body: { points: 8, reason: 'x' } },
    }),
    'DELETE /api/teach/:course/students/:user/points/:assignment': () => ({
      ...student,
      assignment: 'one',
    }),
    'GET /api/teach/:course/students/:user': () => student,
    'GET /api/teach/:course/students/:user/submissions': () => student,
    'GET /api/teach/:course/students/:user/submissions.csv': () => student,
    'GET /api/teach/:course/submissions/:id': () => ({ course: slug, id: submissionId }),
    'POST /api/teach/:course/students/:user/seen': () => ({
      ...student,
      body: { assignment: 'one' },
    }),
    'POST /api/teach/:course/students/:user/notes': () => ({ ...student, body: { text: 'x' } }),
    'GET /api/teach/:course/students/:user/notes.csv': () => student,
    'PUT /api/teach/:course/students/:user/view': () => student,
    'POST /api/me/joins': async () => ({ body: (await anonymousHistory()).proof }),
    'GET /api/me/joins/:id/submissions/:submission': async () => {
      const { id, submission } = await offered(caller);
      return { id, submission };
    },
    'GET /api/me/joins/:id/drafts/:assignmentId': async () => {
      const { id, assignmentId } = await offered(caller);
      return { id, assignmentId };
    },
    'PUT /api/me/joins/:id': async () => ({
      id: (await offered(caller)).id,
      body: { state: 'refused' },
    }),
    'DELETE /api/teach/:course/students/:user/notes/:note': async () => {
      const about = { courseId, userId: student.user, actor: caller.user?.uuid ?? student.user };
      return { ...student, note: (await addNote(database.kysely, { ...about, text: 'x' })).id };
    },
    'GET /api/teach/:course/audit': () => ({ course: slug }),
    'GET /api/teach/:course/audit.csv': () => ({ course: slug }),
  };
  return (await inputs[name]?.()) ?? {};
}

/** Of somebody who handed in and typed for an open course. */
async function anonymousHistory() {
  const user = await api.newUser();
  const [open = ''] = await api.assignmentIds(courses.open);
  const submission = await handedIn(user, open);
  await send('PUT', `/api/drafts/${open}`, user, { code: '#', revision: 0 });
  const { body } = await send('POST', '/api/recovery-keys', user);
  return { submission, assignmentId: open, proof: body as { recoveryKey: string } };
}

/** The id of a passkey of the caller's account; without one, of none. */
async function ownPasskey({ user }: Caller): Promise<string> {
  const hasAccount = user !== null && (await isAccount(user));
  return hasAccount ? (await withPasskey(api, user)).id : randomUUID();
}

/** A history that the caller is asked about. */
async function offered({ user }: Caller) {
  const { proof, ...history } = await anonymousHistory();
  const { body } = await send('POST', '/api/me/joins', user ?? (await api.newUser()), proof);
  return { ...history, id: (body as { id: string }).id };
}

async function assignmentsOf(courseId: string): Promise<string[]> {
  const { kysely } = database;
  const rows = await kysely
    .selectFrom('assignments')
    .select('id')
    .where('course_id', '=', courseId)
    .execute();
  return rows.map(({ id }) => id);
}

/** One more session of the user. */
async function signedInAgain({ uuid }: TestUser): Promise<TestUser> {
  const token = randomBytes(32).toString('base64url');
  const tokenHash = createHash('sha256').update(token).digest();
  await createSession(database.kysely, { userId: uuid, tokenHash, description: 'other' });
  return { uuid, token };
}

async function isAccount(user: TestUser): Promise<boolean> {
  const { mail } = (await api.get('/api/me/account', user)).json as { mail: string | null };
  return mail !== null;
}

async function anotherSession({ user }: Caller): Promise<string> {
  if (user === null) return randomUUID();
  await signedInAgain(user);
  const { sessions } = (await api.get('/api/me/sessions', user)).json as {
    sessions: { id: string; current: boolean }[];
  };
  return sessions.find(({ current }) => !current)?.id ?? '';
}

const table: readonly (readonly [string, Callers])[] = Object.entries(callersOf);

test('the table of callers has every call, and a call that needs a role needs a session', () => {
  expect(table.map(([name]) => name).toSorted()).toEqual(Object.keys(calls).toSorted());
  for (const [name, callers] of table) {
    const { session }: Call = calls[name as CallName];
    expect([name, session === 'required']).toEqual([
      name,
      !['everybody', 'viewers'].includes(callers),
    ]);
  }
});

describe.each(Object.entries(courses) as [CourseAccess, string][])(
  'in an %s course',
  (access, slug) => {
    test.each(table)('%s is for %s', async (name, callers) => {
      const statuses: string[] = [];
      const wanted: string[] = [];
      for (const callerName of callerNames) {
        const caller = callersIn.get(slug)?.get(callerName);
        if (caller === undefined) throw new Error(callerName);
        // Signing in ends the session of an account that the browser has, and viewing changes it.
        const { user } = caller;
        const isOver = endsSession.has(name) && user !== null;
        const sender = isOver ? await signedInAgain(user) : user;
        const input = await inputOf(name as CallName, slug, { ...caller, user: sender });
        const args = [input] as unknown as CallArguments<CallName>;
        const { method, url: path, body } = requestOf(name as CallName, ...args);
        const answer = await send(method, path, sender, body);
        const { status } = answer;
        if (status === 202) {
          await grade(api.office, (answer.body as { submission: { id: string } }).submission.id);
        }
        statuses.push(`${callerName}: ${status < 300 ? 2 : status}`);
        wanted.push(`${callerName}: ${expected(name, callers, callerName, access)}`);
      }
      expect(statuses).toEqual(wanted);
    });
  },
);

test('an assistant gets the students who are assigned, and nobody else', async () => {
  const slug = courses.invited;
  const of = (name: CallerName) => callersIn.get(slug)?.get(name)?.user ?? null;
  const listed = async (name: CallerName) => {
    const { body } = await send('GET', `/api/teach/${slug}/members`, of(name));
    return (body as { members: { uuid: string }[] }).members.map(({ uuid }) => uuid);
  };
  expect(await listed('an assistant without students')).toEqual([]);
  expect(await listed('an assistant with students')).toEqual([of('a student')?.uuid]);
  expect((await listed('a teacher')).length).toBeGreaterThan(3);
});

test('a course that is not published is there for its teachers only', async () => {
  await api.service.reloadCourse(sampleCourse('hidden', ['one']));
  const teacher = await aTeacher(api, database, 'hidden');
  const student = await aMember(api, database, 'hidden', 'student');
  await api.service.reloadCourse({ ...sampleCourse('hidden', []), published: false });
  const path = '/api/teach/hidden/members';
  expect((await send('GET', path, teacher)).status).toBe(200);
  for (const user of [student, await api.newUser()]) {
    const { status, body } = await send('GET', path, user);
    const absent = await send('GET', '/api/teach/absent/members', user);
    expect([status, body]).toEqual([404, absent.body]);
  }
});
