import { calls, type Call } from '@touchstone/contracts';
import { addNote, migrate, openPglite, overridePoints, type Database } from '@touchstone/database';
import { createInProcessMessaging } from '@touchstone/messaging';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { anExtension, aRelease, withDue } from './extensions.ts';
import { site, withPasskey } from './passkeys.ts';
import { aTeacher, courseIdOf, invited } from './people.ts';
import { sampleCourse } from './sample-course.ts';
import { startApi, type TestApi } from './start-api.ts';

let database: Database;
let api: TestApi;
let url: string;
let assignmentId: string;

beforeAll(async () => {
  database = await openPglite();
  await migrate(database);
  const config = { publicUrl: site.origin };
  api = await startApi({ database, messaging: createInProcessMessaging(), config });
  await api.service.reloadCourse(withDue(sampleCourse()));
  [assignmentId = ''] = await api.assignmentIds();
  ({ url } = await api.service.listen());
});
afterAll(async () => {
  await api.service.close();
  await database.close();
});

/** The calls that take no body. */
const bodiless = Object.entries(calls).flatMap(([name, call]: [string, Call]) => {
  const [method = '', path = ''] = name.split(' ');
  return method === 'GET' || call.body !== undefined ? [] : [{ name, method, path }];
});

/** Each as a new teacher, who has something of each kind that a call removes. */
async function prepare(path: string): Promise<{ address: string; authorization: string }> {
  const user = await aTeacher(api, database, 'sample');
  const { json } = await api.get('/api/me/sessions', user);
  const [session] = (json as { sessions: { id: string }[] }).sessions;
  const [of = ''] = /(?:assignments|passkeys|sessions)(?=\/:id$)/.exec(path) ?? [];
  const ids: Readonly<Record<string, () => Promise<string> | string>> = {
    assignments: () => assignmentId,
    passkeys: async () => (await withPasskey(api, user)).id,
    sessions: () => session?.id ?? '',
  };
  const { uuid } = await invited(database, { slug: 'sample', role: 'student' });
  const courseId = await courseIdOf(database, 'sample');
  const about = { courseId, userId: uuid, actor: user.uuid, text: 'Ask again.' };
  await overridePoints(database.kysely, {
    place: { course: 'sample', assignment: 'one', student: uuid },
    ...{ override: { points: 8, reason: 'x' }, actor: null },
  });
  const address = path
    .replace(':course', 'sample')
    .replace(':user', uuid)
    .replace(':note', (await addNote(database.kysely, about)).id)
    .replace(':extension', await anExtension(database, assignmentId))
    .replace(':release', await aRelease(database, assignmentId))
    .replace(':assignment', 'one')
    .replace(':id', (await ids[of]?.()) ?? '');
  return { address, authorization: `Bearer ${user.token}` };
}

test.each(bodiless)(
  '$name needs no body and no content type, by fetch',
  async ({ method, path }) => {
    const { address, authorization } = await prepare(path);
    const answer = await fetch(`${url}${address}`, { method, headers: { authorization } });
    expect([200, 201, 204]).toContain(answer.status);
    await answer.text();
  },
);

test.each(bodiless)('$name needs no length either, in bare HTTP/1.1', async ({ method, path }) => {
  const { address, authorization } = await prepare(path);
  const { port, hostname } = new URL(url);
  const socket = connect({ port: Number(port), host: hostname });
  const head = [
    `${method} ${address} HTTP/1.1`,
    `Host: ${hostname}`,
    `Authorization: ${authorization}`,
    'Connection: close',
  ];
  socket.write(`${head.join('\r\n')}\r\n\r\n`);
  expect(await text(socket)).toMatch(/^HTTP\/1\.1 20[014] /);
});

test('a call that takes a body still requires a content type', async () => {
  const { status } = await fetch(`${url}/api/submissions`, { method: 'POST' });
  expect(status).toBe(415);
});
