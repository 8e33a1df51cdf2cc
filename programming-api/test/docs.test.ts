import { calls, errorsOf, problems, type Call } from '@touchstone/contracts';
import { addNote, offerJoin, writeDraft, type Database } from '@touchstone/database';
import { createInProcessMessaging } from '@touchstone/messaging';
import { temporaryFolder } from '@touchstone/test-kit';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { handInByGeneratedClient } from './generated-client.ts';
import { openTestDatabase } from './open-test-database.ts';
import { aMember, aTeacher, courseIdOf, invited } from './people.ts';
import { newPasskeyFor, signatureFor, withPasskey } from './passkeys.ts';
import { runCurlLine } from './run-curl-line.ts';
import { anExtension, aRelease, withDue } from './extensions.ts';
import { sampleCourse, severalFilesCourse } from './sample-course.ts';
import { grade, startApi, type TestApi, type TestUser } from './start-api.ts';

interface Operation {
  readonly operationId?: string;
  readonly summary?: string;
  readonly security?: unknown;
  readonly requestBody?: unknown;
  readonly responses: Readonly<Record<string, { readonly description: string }>>;
}

const schemaFile = (name: string) =>
  readFileSync(new URL(`../../schemas/${name}`, import.meta.url), 'utf8');

let database: Database;
let api: TestApi;
let url: string;
let document: { paths: Readonly<Record<string, Readonly<Record<string, Operation>>>> };
let operations: Readonly<Record<string, Operation>>;
let page: string;
let policy: string;

beforeAll(async () => {
  database = await openTestDatabase();
  api = await startApi({
    ...{ database, messaging: createInProcessMessaging() },
    config: { publicUrl: 'https://courses.example.org', codeLimit: 1000 },
    mailer: { send: () => Promise.resolve() },
  });
  await api.service.reloadCourse(withDue(sampleCourse()));
  await api.service.reloadCourse(severalFilesCourse(['main.py', 'shapes.py'], 'files'));
  ({ url } = await api.service.listen());
  document = (await api.get('/api/openapi.json')).json as typeof document;
  operations = Object.fromEntries(
    Object.entries(document.paths).flatMap(([path, byMethod]) =>
      Object.entries(byMethod).map(([method, operation]) => [
        `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`,
        operation,
      ]),
    ),
  );
  const answer = await api.service.app.inject('/api/docs');
  expect(answer.statusCode).toBe(200);
  expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
  page = answer.body;
  policy = String(answer.headers['content-security-policy']);
});
afterAll(async () => {
  await api.service.close();
  await database.close();
});

const table: readonly (readonly [string, Call])[] = Object.entries(calls);

test('the OpenAPI document describes the calls of the table, and no others', () => {
  expect(Object.keys(operations).toSorted()).toEqual(Object.keys(calls).toSorted());
  for (const [name, call] of table) {
    const { operationId, summary, security, requestBody, responses } = operations[name] ?? {};
    expect([operationId, summary], name).toEqual([call.id, call.summary]);
    const schemes = { required: [{ session: [] }], optional: [{}, { session: [] }] };
    expect(security, name).toEqual(call.session && schemes[call.session]);
    expect(requestBody !== undefined, name).toBe(call.body !== undefined);
    for (const type of errorsOf(name, call)) {
      expect(responses?.[problems[type].status]?.description.split(', '), name).toContain(type);
    }
  }
});

/** Routes that are not part of the interface. */
const unlisted =
  /^\/(?:metrics|api\/docs|api\/openapi\.json|api|schemas(?:\/.*)?|internal(?:\/.*)?)$|\*/;

test('every route of the API is in the table, and every call of the table is a route', async () => {
  const { app } = api.service;
  const routes: string[] = [];
  const folders: string[] = [];
  for (const line of app.printRoutes({ commonPrefix: false }).trim().split('\n')) {
    const [, indent = '', segment = ''] = /^([│ ]*)[├└]── (\S+)/.exec(line) ?? [];
    folders.splice(indent.length / 4, Infinity, segment);
    const path = folders.join('');
    if (unlisted.test(path)) continue;
    // A method that no call has; the answer lists those that are there.
    const { headers } = await app.inject({ method: 'PATCH', url: path });
    const allowed = String(headers.allow).split(', ');
    routes.push(...allowed.map((method) => `${method} ${path}`));
  }
  const called = routes.filter((route) => !route.startsWith('HEAD '));
  expect(called.toSorted()).toEqual(Object.keys(calls).toSorted());
});

test('the page has each of them, with what is sent and answered', () => {
  for (const name of Object.keys(calls)) {
    expect(page).toContain(`<h2>${name.replaceAll(/:(\w+)/g, '{$1}')}</h2>`);
  }
  expect(page).toContain('assignmentId: string\n  code?: string\n  files?: ');
  expect(page).toContain('status: &#34;queued&#34; | &#34;grading&#34; | &#34;graded&#34;');
  expect(page).toContain('<code>/problems/queue-full</code>');
  expect(page).toContain('409 submission-in-grading');
  expect(page).not.toContain('/internal/');
});

test('its policy allows its own style and nothing else, and it needs nothing else', () => {
  const style = /<style>([^]*)<\/style>/.exec(page)?.[1] ?? '';
  const hash = createHash('sha256').update(style).digest('base64');
  expect(policy).toContain(`default-src 'none'; style-src 'sha256-${hash}'`);
  expect(page).not.toMatch(/<(?:script|link|img)|\sstyle=|\son\w+=|="?https?:|url\(/);
});

/** A student of the course who has handed in, and the teacher's note about the student. */
async function studentFor(assignmentId: string, teacher: string) {
  const student = await aMember(api, database, 'sample', 'student');
  const { id } = await api.accept(student, assignmentId, `print('${student.uuid}')`);
  await grade(api.office, id);
  const courseId = await courseIdOf(database, 'sample');
  const about = { courseId, userId: student.uuid, actor: teacher };
  const note = await addNote(database.kysely, { ...about, text: 'Ask again.' });
  return { ID: id, USER: student.uuid, NOTE: note.id };
}

/** An anonymous user's work, which the user is asked about. */
async function offeredTo(user: TestUser, assignmentId: string) {
  const earlier = await api.newUser();
  const { id } = await api.accept(earlier, assignmentId, `print('${earlier.uuid}')`);
  await grade(api.office, id);
  await writeDraft(database.kysely, {
    ...{ userId: earlier.uuid, assignmentId, code: '#\n', revision: 0 },
  });
  const offered = { userId: user.uuid, earlierUserId: earlier.uuid };
  const ID = (await offerJoin(database.kysely, offered)) ?? '';
  const { code } = (await api.post('/api/device-codes', earlier)).json as { code: string };
  return { ID, SUBMISSION: id, CODE: code };
}

/** What a browser has made to add a passkey of the user, or to sign in with one. */
async function passkeyFor(path: string, user: TestUser): Promise<Record<string, string>> {
  if (path === '/api/passkeys') {
    const { id, clientData, attestation } = await newPasskeyFor(api, user);
    return { CREDENTIAL_ID: id, CLIENT_DATA: clientData, ATTESTATION: attestation };
  }
  const { authenticator, id } = await withPasskey(api, user);
  if (path !== '/api/sign-in/passkey') return { ID: id };
  const signed = await signatureFor(api, { authenticator, user });
  return {
    CREDENTIAL_ID: signed.id,
    CLIENT_DATA: signed.clientData,
    AUTHENTICATOR_DATA: signed.authenticatorData,
    SIGNATURE: signed.signature,
    USER_HANDLE: signed.userHandle,
  };
}

/** A teacher who has solved an assignment, and what the variables of a line stand for. */
async function variablesFor(path: string): Promise<Record<string, string>> {
  const user = await aTeacher(api, database, 'sample');
  const [assignmentId = ''] = await api.assignmentIds();
  const { id: submissionId } = await api.accept(user, assignmentId, `print('${user.uuid}')`);
  await grade(api.office, submissionId);
  const { sessions } = (await api.get('/api/me/sessions', user)).json as {
    sessions: { id: string }[];
  };
  const { code } = (await api.post('/api/device-codes', user)).json as { code: string };
  const ids = {
    '/api/assignments': assignmentId,
    '/api/submissions': submissionId,
    '/api/me/sessions': sessions[0]?.id,
  };
  const [withFiles] = path.includes('/files/') ? await api.assignmentIds('files') : [];
  const ID =
    withFiles ?? Object.entries(ids).find(([folder]) => path.startsWith(folder))?.[1] ?? '';
  const slugs = { COURSE: 'sample', ASSIGNMENT: 'one', NAME: 'words.txt' };
  const member = await invited(database, { slug: 'sample', role: 'assistant' });
  const EXTENSION = await anExtension(database, assignmentId);
  const RELEASE = await aRelease(database, assignmentId);
  const people = { USER: member.uuid, LINK_TOKEN: member.linkToken };
  const session = { URL: url, TOKEN: user.token };
  const of = { ID, ASSIGNMENT_ID: assignmentId, CODE: code, EXTENSION, RELEASE };
  const isAboutStudent = /^\/api\/teach\/.*\/(?:students|submissions)\//.test(path);
  const student = isAboutStudent ? await studentFor(assignmentId, user.uuid) : {};
  const join = path.startsWith('/api/me/joins') ? await offeredTo(user, assignmentId) : {};
  const passkey = path.includes('passkey') ? await passkeyFor(path, user) : {};
  return { ...people, ...session, ...of, ...slugs, ...student, ...join, ...passkey };
}

test('the page has a curl line for each call, and each of them works as it is', async () => {
  const unescaped = page.replaceAll(/&#(\d+);/g, (_, sign: string) =>
    String.fromCharCode(Number(sign)),
  );
  const lines = [...unescaped.matchAll(/aria-label="curl line of (.+)">([^]*?)<\/pre>/g)];
  expect(lines.map(([, name = '']) => name.replaceAll(/\{(\w+)\}/g, ':$1')).toSorted()).toEqual(
    Object.keys(calls).toSorted(),
  );
  const home = await temporaryFolder();
  for (const [, name = '', line = ''] of lines) {
    const variables = await variablesFor(name.split(' ')[1] ?? '');
    const endless = name === 'GET /api/me/events' || name === 'GET /api/teach/{course}/events';
    const status = await runCurlLine({ line, variables, home: home.path, endless });
    expect([200, 201, 202, 204], line).toContain(status);
  }
  await home.remove();
});

test('a client that a generator makes of the document compiles strictly, and hands in', async () => {
  const folder = await temporaryFolder();
  expect(await handInByGeneratedClient({ folder: folder.path, url, document })).toEqual({
    accepted: 202,
    code: 'print("from a generated client")',
    status: 'queued',
    verdict: null,
  });
  await folder.remove();
});

test('teachers’ editors get the schemas of a course’s files, and 404 for others', async () => {
  const names = readdirSync(new URL('../../schemas', import.meta.url));
  expect(names).toHaveLength(3);
  for (const name of names) {
    const { status, json, headers } = await api.get(`/schemas/${name}`);
    expect([name, status, json]).toEqual([name, 200, JSON.parse(schemaFile(name))]);
    expect(headers['content-type']).toContain('application/json');
    expect(headers.etag).toMatch(/^"/);
  }
  for (const path of ['/schemas', '/schemas/', '/schemas/other.json', '/schemas/a/b']) {
    expect([path, (await api.get(path)).status]).toEqual([path, 404]);
  }
});
