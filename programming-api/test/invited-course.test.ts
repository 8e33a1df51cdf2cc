import { randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readInstanceId, type Database } from '@touchstone/database';
import { createInProcessMessaging } from '@touchstone/messaging';
import {
  createNginxConfiguration,
  freePort,
  startNginx,
  type RunningServer,
} from '@touchstone/servers';
import { onFreePort, temporaryFolder, type TemporaryFolder } from '@touchstone/test-kit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestDatabase } from './open-test-database.ts';
import { aMember, anAdministrator } from './people.ts';
import { sampleCourse } from './sample-course.ts';
import { grade, startApi, type TestApi, type TestUser } from './start-api.ts';

/* An invited course is as if absent for everybody but its members, on each path and in each cache. */

let database: Database;
let api: TestApi;
let folder: TemporaryFolder;
let nginx: RunningServer;
let member: TestUser;
let stranger: TestUser;
/** Of the invited course. */
let id: string;
/** Handed in by the stranger while the course was open. */
let submissionId: string;

beforeAll(async () => {
  database = await openTestDatabase();
  api = await startApi({ database, messaging: createInProcessMessaging() });
  await api.service.reloadCourse(sampleCourse('closed', ['one']));
  await api.service.reloadCourse(sampleCourse('public', ['one']));
  [id = ''] = await api.assignmentIds('closed');
  stranger = await api.newUser();
  ({ id: submissionId } = await api.accept(stranger, id, '# before\n'));
  await grade(api.office, submissionId);
  await api.service.reloadCourse({ ...sampleCourse('closed', ['one']), access: 'invited' });
  member = await aMember(api, database, 'closed', 'student');
  const { url } = await api.service.listen();
  folder = await temporaryFolder();
  const site = join(folder.path, 'page');
  await mkdir(site);
  await writeFile(join(site, 'index.html'), '<title>Touchstone</title>');
  const apiPorts = [Number(new URL(url).port)];
  const ports = { uiPort: await freePort(), apiPorts, graderPorts: apiPorts };
  nginx = await onFreePort((port) =>
    startNginx({
      folder: join(folder.path, 'nginx'),
      configuration: createNginxConfiguration({ port, ...ports }),
      port,
      site,
    }),
  );
});
afterAll(async () => {
  await nginx.stop();
  await folder.remove();
  await api.service.close();
  await database.close();
});

const slugsIn = (json: unknown): string[] =>
  (json as { courses: { slug: string }[] }).courses.map(({ slug }) => slug);

/** A path for an id or slug, and one for something absent in its place. */
const paths: readonly (readonly [string, () => string, () => string])[] = [
  ['its list', () => '/api/assignments?course=closed', () => '/api/assignments?course=absent'],
  ['an assignment', () => `/api/assignments/${id}`, () => `/api/assignments/${randomUUID()}`],
  [
    'an assignment by slugs',
    () => '/api/courses/closed/assignments/one',
    () => '/api/courses/absent/assignments/one',
  ],
  [
    'tests and data',
    () => `/api/assignments/${id}/examples`,
    () => `/api/assignments/${randomUUID()}/examples`,
  ],
  [
    'a model solution',
    () => `/api/assignments/${id}/solution`,
    () => `/api/assignments/${randomUUID()}/solution`,
  ],
  ['a draft', () => `/api/drafts/${id}`, () => `/api/drafts/${randomUUID()}`],
  ['points', () => '/api/me?course=closed', () => '/api/me?course=absent'],
  ['days', () => '/api/me/days?course=closed', () => '/api/me/days?course=absent'],
  ['events', () => '/api/me/events?course=closed', () => '/api/me/events?course=absent'],
  [
    'a submission',
    () => `/api/submissions/${submissionId}`,
    () => `/api/submissions/${randomUUID()}`,
  ],
  [
    'events of a submission',
    () => `/api/submissions/${submissionId}/events`,
    () => `/api/submissions/${randomUUID()}/events`,
  ],
  ['people', () => '/api/teach/closed/members', () => '/api/teach/absent/members'],
];

describe('for a stranger', () => {
  test.each(paths)('%s is as if absent', async (_what, path, absent) => {
    const volatile = /^(?:date|x-request-id)$/;
    const answerTo = async (of: string) => {
      const { status, json, headers } = await api.get(of, stranger);
      const kept = Object.entries(headers).filter(([name]) => !volatile.test(name));
      return { status, json, headers: kept };
    };
    const hidden = await answerTo(path());
    expect(hidden.status).toBe(404);
    expect(hidden).toEqual(await answerTo(absent()));
  });

  test('handing in and saving a draft is refused as for an absent assignment', async () => {
    const handIn = (of: string) => api.submit(stranger, of, '# now\n');
    const save = (of: string) =>
      api.service.app.inject({
        ...{ method: 'PUT', url: `/api/drafts/${of}`, payload: '{"code":"#","revision":0}' },
        headers: {
          ...{ authorization: `Bearer ${stranger.token}`, 'content-type': 'application/json' },
        },
      });
    const absent = randomUUID();
    expect((await handIn(id)).status).toBe(404);
    expect((await handIn(id)).json).toEqual((await handIn(absent)).json);
    expect((await save(id)).statusCode).toBe(404);
    expect((await save(id)).json()).toEqual((await save(absent)).json());
  });

  test('it is in no list, and another course is the first', async () => {
    for (const user of [undefined, stranger]) {
      expect(slugsIn((await api.get('/api/courses', user)).json)).toEqual(['public']);
      const { json } = await api.get('/api/assignments', user);
      expect((json as { assignments: { id: string }[] }).assignments[0]?.id).not.toBe(id);
    }
    expect((await api.get('/api/submissions', stranger)).json).toEqual({
      ...{ submissions: [], next: null },
    });
  });
});

describe('for a member', () => {
  test.each(paths.filter(([what]) => !/solution|submission|people|events/.test(what)))(
    '%s is there',
    async (_what, path) => {
      expect((await api.get(path(), member)).status).toBe(200);
    },
  );

  test('it is in the list of courses, and the first one', async () => {
    expect(slugsIn((await api.get('/api/courses', member)).json)).toEqual(['closed', 'public']);
    const administrator = await anAdministrator(api, database);
    expect(slugsIn((await api.get('/api/courses', administrator)).json)).toHaveLength(2);
    const { json } = await api.get('/api/assignments', member);
    expect((json as { assignments: { id: string }[] }).assignments[0]?.id).toBe(id);
  });

  test('answers may be stored by the browser only, and a copy is of no use to others', async () => {
    const listPath = '/api/courses';
    for (const path of [listPath, `/api/assignments/${id}`, '/api/assignments?course=closed']) {
      const { headers } = await api.get(path, member);
      expect(headers['cache-control']).toBe('private, no-cache');
      const etag = String(headers.etag);
      const known = { 'if-none-match': etag };
      const again = await api.get(path, member, known);
      expect([again.status, again.headers['cache-control']]).toEqual([304, 'private, no-cache']);
      expect((await api.get(path, stranger, known)).status).toBe(path === listPath ? 200 : 404);
    }
    const { headers } = await api.get('/api/assignments?course=public', member);
    expect(headers['cache-control']).toBe('no-cache');
  });
});

describe('behind nginx', () => {
  const get = async (path: string, headers: Record<string, string> = {}) => {
    const answer = await fetch(`http://127.0.0.1:${nginx.port}${path}`, { headers });
    return { status: answer.status, text: await answer.text() };
  };
  const memberCookies = async (): Promise<string> => {
    const name = `touchstone-${await readInstanceId(database.kysely)}`;
    return `${name}=${member.token}; ${name}-member=1`;
  };

  test.each([
    ['with cookies', async () => ({ cookie: await memberCookies() })],
    ['with a token', () => ({ authorization: `Bearer ${member.token}` })],
    [
      'without the mark of a member',
      async () => ({ cookie: (await memberCookies()).split(';')[0] ?? '' }),
    ],
  ])('nobody gets from its cache what a member got %s', async (_how, headersOf) => {
    // A part of the cache's key, so that nothing is cached yet.
    const others = { 'accept-encoding': `x-${randomUUID()}` };
    const headers = { ...others, ...(await headersOf()) };
    for (const path of [
      ...[`/api/assignments/${id}`, '/api/courses/closed/assignments/one'],
      ...['/api/assignments?course=closed', '/api/courses'],
    ]) {
      // It would be stored by the second request.
      for (let times = 0; times < 3; times++) await get(path, headers);
      const { status, text } = await get(path, others);
      expect(status, path).toBe(path === '/api/courses' ? 200 : 404);
      expect(text, path).not.toContain('closed');
    }
  });

  test('a member gets what is theirs, however often others were told that it is absent', async () => {
    const cookie = await memberCookies();
    for (let times = 0; times < 8; times++) {
      expect((await get(`/api/assignments/${id}`)).status).toBe(404);
      expect((await get(`/api/assignments/${id}`, { cookie })).status).toBe(200);
      expect((await get('/api/courses')).text).not.toContain('closed');
      expect((await get('/api/courses', { cookie })).text).toContain('closed');
    }
  });
});
