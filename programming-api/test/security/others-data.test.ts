import { randomUUID } from 'node:crypto';
import { callersOf, calls, type Call, type Grid } from '@touchstone/contracts';
import { addNote, offerJoin, type Database } from '@touchstone/database';
import { createInProcessMessaging } from '@touchstone/messaging';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readEvents } from '../event-reader.ts';
import { anExtension, aRelease, withDue } from '../extensions.ts';
import { openTestDatabase } from '../open-test-database.ts';
import { site, withPasskey } from '../passkeys.ts';
import { aMember, aTeacher, courseIdOf } from '../people.ts';
import { sampleCourse, sampleResult } from '../sample-course.ts';
import { grade, startApi, type TestApi, type TestUser } from '../start-api.ts';

/*
 * Ids of others, in every call that takes one: a student's in another student's calls, an unassigned student's in
 * an assistant's, those of a course in the calls about another one.
 */

let database: Database;
let api: TestApi;
let url: string;
/** Of the course `theirs`, with a note, an extension and submissions; a member of `mine`, too, is `unassigned`. */
let victim: TestUser;
let unassigned: TestUser;
let assigned: TestUser;
let assistant: TestUser;
let teacher: TestUser;
let theirTeacher: TestUser;
/** What a path's parameters are filled with. */
type Ids = Readonly<Record<string, string>>;
let theirIds: Ids;
let idsOfUnassigned: Ids;
const secret = 'Zebediah';
let programs = 0;

beforeAll(async () => {
  database = await openTestDatabase();
  const config = { publicUrl: site.origin };
  api = await startApi({ database, messaging: createInProcessMessaging(), config });
  for (const slug of ['mine', 'theirs']) {
    const course = sampleCourse(slug, slug === 'mine' ? ['one'] : ['one', 'theirs-alone']);
    await api.service.reloadCourse({ ...withDue(course), access: 'invited' });
  }
  ({ url } = await api.service.listen());
  teacher = await aTeacher(api, database, 'mine');
  theirTeacher = await aTeacher(api, database, 'theirs');
  victim = await aMember(api, database, 'theirs', 'student');
  unassigned = await aMember(api, database, 'mine', 'student');
  assigned = await aMember(api, database, 'mine', 'student');
  assistant = await aMember(api, database, 'mine', 'assistant');
  await database.kysely
    .updateTable('members')
    .set({ name: `${secret} Unassigned`, student_number: '7777-z', group_name: 'Wednesday' })
    .where('user_id', '=', unassigned.uuid)
    .execute();
  await send('PUT', `/api/teach/mine/members/${assistant.uuid}/assigned`, teacher, {
    ...{ groups: [], students: [assigned.uuid, victim.uuid] },
  });
  theirIds = await idsOf('theirs', victim, theirTeacher);
  idsOfUnassigned = await idsOf('mine', unassigned, teacher);
});
afterAll(async () => {
  await api.service.close();
  await database.close();
});

async function assignmentOf(slug: string, user: TestUser): Promise<string> {
  const { json } = await api.get(`/api/assignments?course=${slug}`, user);
  return (json as { assignments: { id: string }[] }).assignments[0]?.id ?? '';
}

async function idsOf(course: string, student: TestUser, author: TestUser): Promise<Ids> {
  const assignmentId = await assignmentOf(course, student);
  const submissionId = await handedIn(student, assignmentId);
  const courseId = await courseIdOf(database, course);
  const about = { courseId, userId: student.uuid, actor: author.uuid };
  const { json } = await api.get('/api/me/sessions', student);
  return {
    ...{ user: student.uuid, submission: submissionId, assignmentId },
    session: (json as { sessions: { id: string }[] }).sessions[0]?.id ?? '',
    note: (await addNote(database.kysely, { ...about, text: `note about ${secret}` })).id,
    extension: await anExtension(database, assignmentId),
    release: await aRelease(database, assignmentId),
    passkey: (await withPasskey(api, student)).id,
    join: await anOffer(student, assignmentId),
  };
}

/** A history that the student is asked about. */
async function anOffer(student: TestUser, assignmentId: string): Promise<string> {
  const earlier = await api.newUser();
  await database.kysely
    .insertInto('drafts')
    .values({ user_id: earlier.uuid, assignment_id: assignmentId, code: secret })
    .execute();
  const offered = { userId: student.uuid, earlierUserId: earlier.uuid };
  return (await offerJoin(database.kysely, offered)) ?? '';
}

async function handedIn(user: TestUser, assignmentId: string): Promise<string> {
  const { id } = await api.accept(user, assignmentId, `print('${secret}', ${++programs})\n`);
  await grade(api.office, id, {
    ...sampleResult('failed'),
    output: `${secret} was here`,
  });
  return id;
}

/** The whole answer; of an event stream its status alone. */
async function send(method: string, path: string, user: TestUser, body?: unknown) {
  const answer = await fetch(`${url}${path}`, {
    method,
    headers: { authorization: `Bearer ${user.token}`, 'content-type': 'application/json' },
    ...(method !== 'GET' && { body: JSON.stringify(body ?? {}) }),
  });
  const isStream = answer.headers.get('content-type')?.startsWith('text/event-stream') === true;
  if (isStream) await answer.body?.cancel();
  return { status: answer.status, text: isStream ? 'a stream' : await answer.text() };
}

/** Parameters that name something of somebody; for others, such as slugs, see below. */
const keyOf = (name: string, parameter: string): string => {
  if (parameter !== 'id') return parameter;
  for (const kind of ['session', 'passkey', 'join']) {
    if (name.includes(`/${kind}s/`)) return kind;
  }
  return /\/submissions\//.test(name) ? 'submission' : 'assignmentId';
};

const parametersOf = (name: string): string[] =>
  [...name.matchAll(/:(\w+)/g)].map(([, parameter = '']) => keyOf(name, parameter));

const isOfSomebody = new Set([
  ...['user', 'submission', 'session', 'note', 'extension', 'release', 'passkey', 'join'],
]);
const isOfCourse = new Set(['course', 'assignment', 'assignmentId', 'name']);

const callsWithIds = Object.keys(calls).filter((name) =>
  parametersOf(name).some((key) => isOfSomebody.has(key)),
);

function pathOf(name: string, ids: Ids): string {
  const [, path = ''] = name.split(' ');
  return path.replaceAll(/:(\w+)/g, (_, parameter: string) => ids[keyOf(name, parameter)] ?? 'one');
}

const bodyOf = (example: unknown): unknown =>
  JSON.parse(
    JSON.stringify(example ?? {})
      .replaceAll('$ASSIGNMENT', 'one')
      .replaceAll('$USER', unassigned.uuid),
  );

const attempt = (name: string, user: TestUser, ids: Ids) => {
  const call: Call = calls[name as keyof typeof calls];
  const [method = ''] = name.split(' ');
  return send(method, pathOf(name, ids), user, bodyOf(call.example));
};

const absent = (ids: Ids): Ids =>
  Object.fromEntries(
    Object.entries(ids).map(([key, id]) => [key, isOfSomebody.has(key) ? randomUUID() : id]),
  );

/** Everything that an attack could have changed. */
async function stored(): Promise<unknown> {
  const { kysely } = database;
  return Promise.all([
    kysely.selectFrom('members').selectAll().orderBy('user_id').execute(),
    kysely.selectFrom('notes').selectAll().orderBy('id').execute(),
    kysely.selectFrom('date_changes').selectAll().orderBy('id').execute(),
    kysely.selectFrom('seen_marks').selectAll().orderBy('id').execute(),
    kysely.selectFrom('assisted').selectAll().orderBy('id').execute(),
    kysely.selectFrom('sessions').select('id').orderBy('id').execute(),
    kysely.selectFrom('sign_in_links').select('token_hash').orderBy('token_hash').execute(),
    kysely.selectFrom('submissions').select(['id', 'user_id', 'status']).orderBy('id').execute(),
    kysely.selectFrom('releases').selectAll().orderBy('id').execute(),
    kysely.selectFrom('passkeys').selectAll().orderBy('id').execute(),
    kysely.selectFrom('joins').selectAll().orderBy('id').execute(),
    kysely.selectFrom('overridden_points').selectAll().orderBy('user_id').execute(),
  ]);
}

test('each parameter of each call is known to these tests', () => {
  const parameters = new Set(Object.keys(calls).flatMap(parametersOf));
  expect([...parameters].filter((key) => !isOfSomebody.has(key) && !isOfCourse.has(key))).toEqual(
    [],
  );
});

describe('a student', () => {
  const ofStudents = callsWithIds.filter(
    (name) => !['assistants', 'teachers'].includes(callersOf[name as keyof typeof callersOf]),
  );

  test.each(ofStudents)('who has the ids of another one gets nothing by %s', async (name) => {
    const before = await stored();
    const answer = await attempt(name, assigned, idsOfUnassigned);
    expect(answer.status).toBe(404);
    expect(answer).toEqual(await attempt(name, assigned, absent(idsOfUnassigned)));
    expect(await stored()).toEqual(before);
  });

  test('gets neither drafts nor history of another one, whatever the cursor', async () => {
    const { assignmentId = '', submission = '' } = idsOfUnassigned;
    await send('PUT', `/api/drafts/${assignmentId}`, unassigned, { code: secret, revision: 0 });
    expect((await send('GET', `/api/drafts/${assignmentId}`, assigned)).text).not.toContain(secret);
    for (const query of [`before=${submission}`, `assignmentId=${assignmentId}`]) {
      const { text } = await send('GET', `/api/submissions?${query}`, assigned);
      expect(JSON.parse(text)).toMatchObject({ submissions: [] });
    }
    const resumed = await readEvents(`${url}/api/me/events?course=mine`, assigned, {
      'last-event-id': submission,
    });
    await resumed.nth('progress');
    expect(resumed.events.map(({ event }) => event)).toEqual(['progress']);
    resumed.close();
  });

  test('who hands in the same program gets the verdict, and nothing of the other’s', async () => {
    const { assignmentId = '', submission = '' } = idsOfUnassigned;
    const known = await api.get(`/api/submissions/${submission}`, unassigned);
    const { code } = (known.json as { submission: { code: string } }).submission;
    const { json } = await api.submit(assigned, assignmentId, code);
    const { id } = (json as { submission: { id: string } }).submission;
    const { text } = await send('GET', `/api/submissions/${id}`, assigned);
    expect(text).not.toContain(unassigned.uuid);
  });
});

describe('an assistant', () => {
  const ofStudents = callsWithIds.filter((name) =>
    /\/teach\/.*\/(?:students|submissions)/.test(name),
  );

  test.each(ofStudents)('with ids of an unassigned student gets nothing by %s', async (name) => {
    const before = await stored();
    const ids = { ...idsOfUnassigned, course: 'mine' };
    const answer = await attempt(name, assistant, ids);
    const isTeachers = callersOf[name as keyof typeof callersOf] === 'teachers';
    expect(answer.status).toBe(isTeachers ? 403 : 404);
    expect(answer).toEqual(await attempt(name, assistant, absent(ids)));
    expect(await stored()).toEqual(before);
  });

  const teach = (path: string) => send('GET', `/api/teach/mine/${path}`, assistant);
  const teachersView = (path: string) => send('GET', `/api/teach/mine/${path}`, teacher);

  test('finds an unassigned student by no word, filter or cursor', async () => {
    const page = async (query: string) => JSON.parse((await teach(`grid?${query}`)).text) as Grid;
    for (const search of [secret, 'Z', '7777', 'Wednesday', unassigned.uuid]) {
      expect((await page(`search=${search}`)).students, search).toEqual([]);
    }
    for (const filter of ['stuck', 'gone-quiet', 'not-begun', 'late']) {
      for (const { uuid } of (await page(`filter=${filter}&assignment=one`)).students) {
        expect(uuid).toBe(assigned.uuid);
      }
    }
    // As a cursor, too, the student is as if absent.
    expect(await teach(`grid?after=${unassigned.uuid}`)).toEqual(
      await teach(`grid?after=${randomUUID()}`),
    );
    const own = `students/${assigned.uuid}/submissions`;
    expect(await teach(`${own}?before=${idsOfUnassigned.submission ?? ''}`)).toEqual(
      await teach(`${own}?before=${randomUUID()}`),
    );
  });

  test('gets neither counts, failures, fixes nor rows of unassigned students', async () => {
    const overview = async (read: typeof teach) =>
      JSON.parse((await read('assignments/one')).text) as { tried: number; clusters: unknown[] };
    // Failures are read in the background.
    await expect
      .poll(async () => (await overview(teachersView)).clusters.length, { timeout: 10_000 })
      .toBeGreaterThan(0);
    const seen = await overview(teach);
    expect(seen).toMatchObject({ tried: 1, submissions: 1 });
    const { submission = '' } = idsOfUnassigned;
    for (const path of [
      ...['grid', 'grid.csv', 'members', 'assignments/one', 'assignments/one/failures.csv'],
      `students/${assigned.uuid}`,
    ]) {
      const { status, text } = await teach(path);
      expect([path, status]).toEqual([path, 200]);
      for (const trace of [unassigned.uuid, submission, secret, '7777-z', 'Wednesday']) {
        expect(text, path).not.toContain(trace);
      }
    }
    expect((await teachersView('grid.csv')).text).toContain(secret);
  });

  test('gets nobody by an assignment to somebody of another course', async () => {
    const { text } = await teach('grid');
    expect((JSON.parse(text) as Grid).students.map(({ uuid }) => uuid)).toEqual([assigned.uuid]);
  });

  test('who is taken out and comes back as one has nobody', async () => {
    const returned = await aMember(api, database, 'mine', 'assistant');
    const path = `/api/teach/mine/members/${returned.uuid}`;
    const students = [assigned.uuid];
    const assign = { groups: ['Wednesday'], students };
    expect((await send('PUT', `${path}/assigned`, teacher, assign)).status).toBe(204);
    const { kysely } = database;
    const courseId = await courseIdOf(database, 'mine');
    const back = { course_id: courseId, user_id: returned.uuid, role: 'assistant' as const };
    expect((await send('DELETE', path, teacher)).status).toBe(204);
    expect((await send('GET', '/api/teach/mine/grid', returned)).status).toBe(404);
    await kysely.insertInto('members').values(back).execute();
    await api.service.announceRights([returned.uuid]);
    const { text } = await send('GET', '/api/teach/mine/grid', returned);
    expect((JSON.parse(text) as Grid).students).toEqual([]);
  });
});

describe('a teacher', () => {
  const ofTeachers = callsWithIds.filter((name) => name.includes('/api/teach/'));

  test.each(ofTeachers)('with ids of another course gets nothing by %s', async (name) => {
    const before = await stored();
    const ids = { ...theirIds, course: 'mine' };
    const answer = await attempt(name, teacher, ids);
    expect(answer.status).toBe(404);
    expect(answer).toEqual(await attempt(name, teacher, absent(ids)));
    expect(await stored()).toEqual(before);
  });

  test('gets nothing by slugs, cursors and bodies that name what another course has', async () => {
    const mine = (path: string) => send('GET', `/api/teach/mine/${path}`, teacher);
    expect((await mine('assignments/theirs-alone')).status).toBe(404);
    expect((await mine('grid?assignment=theirs-alone')).status).toBe(404);
    expect(await mine(`grid?after=${victim.uuid}`)).toEqual(
      await mine(`grid?after=${randomUUID()}`),
    );
    expect((await mine(`grid?search=${victim.uuid}`)).text).not.toContain(victim.uuid);
    const before = await stored();
    const invite = await send('POST', '/api/teach/mine/invitations', teacher, {
      users: [victim.uuid],
    });
    expect(JSON.parse(invite.text)).toEqual({ invitations: [], notInvited: [] });
    const extend = { assignment: 'one', for: { user: victim.uuid }, until: '2099-01-01T00:00:00Z' };
    const path = '/api/teach/mine/extensions';
    expect((await send('POST', path, teacher, extend)).status).toBe(404);
    const other = { ...extend, assignment: 'theirs-alone', for: { all: true } };
    expect((await send('POST', path, teacher, other)).status).toBe(404);
    expect(await stored()).toEqual(before);
  });

  test('keeps nothing of the course after being taken out of it', async () => {
    const former = await aTeacher(api, database, 'mine');
    const reader = await readEvents(`${url}/api/teach/mine/events`, former);
    await reader.nth('queue');
    const path = `/api/teach/mine/members/${former.uuid}`;
    expect((await send('DELETE', path, teacher)).status).toBe(204);
    await reader.ended;
    for (const name of Object.keys(calls).filter((each) => each.includes('/api/teach/'))) {
      const { status } = await attempt(name, former, { ...idsOfUnassigned, course: 'mine' });
      expect([name, status]).toEqual([name, 404]);
    }
  });
});

describe('an open event stream', () => {
  const demote = (user: TestUser, role: string) =>
    send('PUT', `/api/teach/mine/members/${user.uuid}/role`, teacher, { role });

  test('of somebody who teaches ends when the role goes', async () => {
    const former = await aMember(api, database, 'mine', 'assistant');
    const reader = await readEvents(`${url}/api/teach/mine/events`, former);
    await reader.nth('queue');
    expect((await demote(former, 'student')).status).toBe(204);
    await reader.ended;
    const again = await fetch(`${url}/api/teach/mine/events`, {
      headers: { authorization: `Bearer ${former.token}` },
    });
    expect(again.status).toBe(403);
  });

  test('of a course ends when its member is taken out, and tells no result', async () => {
    const member = await aMember(api, database, 'mine', 'student');
    const assignmentId = await assignmentOf('mine', member);
    const { id } = await api.accept(member, assignmentId, `print(${++programs})\n`);
    const streams = await Promise.all(
      [`/api/submissions/${id}/events`, '/api/me/events?course=mine'].map((path) =>
        readEvents(`${url}${path}`, member),
      ),
    );
    const [ofSubmission, ofCourse] = streams;
    await ofSubmission?.nth('queued');
    await ofCourse?.nth('progress');
    const path = `/api/teach/mine/members/${member.uuid}`;
    expect((await send('DELETE', path, teacher)).status).toBe(204);
    await Promise.all(streams.map(({ ended }) => ended));
    await grade(api.office, id);
    for (const stream of streams)
      expect(stream.text()).not.toMatch(/"status":"graded"|event: graded/);
  });

  test('of another course tells nothing of a course whose member was taken out', async () => {
    const member = await aMember(api, database, 'mine', 'student');
    const other = await courseIdOf(database, 'theirs');
    const also = { course_id: other, user_id: member.uuid, role: 'student' as const };
    await database.kysely.insertInto('members').values(also).execute();
    await api.service.announceRights([member.uuid]);
    const assignmentId = await assignmentOf('mine', member);
    const { id } = await api.accept(member, assignmentId, `print(${++programs})\n`);
    expect((await send('DELETE', `/api/teach/mine/members/${member.uuid}`, teacher)).status).toBe(
      204,
    );
    const stream = await readEvents(`${url}/api/me/events?course=theirs`, member);
    await stream.nth('progress');
    await grade(api.office, id);
    const theirs = await assignmentOf('theirs', member);
    const { id: seen } = await api.accept(member, theirs, `print(${++programs})\n`);
    await stream.nth('submission');
    expect(stream.text()).toContain(seen);
    expect(stream.text()).not.toContain(id);
    stream.close();
  });
});
