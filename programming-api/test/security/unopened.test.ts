import { randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AssignmentList, LoadedCourse } from '@touchstone/contracts';
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
import { openTestDatabase } from '../open-test-database.ts';
import { aTeacher } from '../people.ts';
import { severalFilesCourse } from '../sample-course.ts';
import { grade, startApi, type TestApi, type TestUser } from '../start-api.ts';

/*
 * What is not open yet, and what is hidden for good, asked for through nginx as an outsider does: after a teacher
 * has warmed the caches, and with what the teacher's browser would know.
 */

const opens = '2026-11-20T08:00:00.000Z';
let database: Database;
let api: TestApi;
let folder: TemporaryFolder;
let nginx: RunningServer;
let teacher: TestUser;
let student: TestUser;
let time = new Date(opens);
/** Opens later; the second of three assignments. */
let id: string;
/** Handed in by the student before the assignment got its date. */
let submissionId: string;

const hiddenName = 'HiddenTests.test_secret_edge';
const secrets = [hiddenName, 'hidden_tests.py', 'secret-input', 'secret-output', 'not-listed'];

/** Three assignments with hidden tests, a hidden case and a file for tests alone. */
function course(dates: { opens: string } | null): LoadedCourse {
  const { assignments, ...rest } = severalFilesCourse(['submission.py'], 'sample');
  const [first] = assignments;
  if (first === undefined) throw new Error('no assignment');
  const bundle = {
    ...first.bundle,
    testFiles: [
      ...first.bundle.testFiles,
      { fileName: 'hidden_tests.py', source: `# ${secrets.join(' ')}\n`, hidden: true },
    ],
  };
  const made = ['one', 'two', 'three'].map((slug, index) => ({
    ...first,
    ...{ slug, bundle, title: `Title of ${slug}`, bundleHash: `${index}`.repeat(64) },
    ...(slug === 'two' &&
      dates !== null && { dates: { ...dates, due: null, closes: null, pointsPerDay: null } }),
  }));
  return { ...rest, assignments: made };
}

beforeAll(async () => {
  database = await openTestDatabase();
  const messaging = createInProcessMessaging();
  api = await startApi({ database, messaging, clock: { now: () => time } });
  await api.service.reloadCourse(course(null));
  [, id = ''] = await api.assignmentIds('sample');
  student = await api.newUser();
  ({ id: submissionId } = await api.accept(student, id, '# before\n'));
  await grade(api.office, submissionId);
  await api.service.reloadCourse(course({ opens }));
  teacher = await aTeacher(api, database, 'sample');
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

const at = (ms: number): void => {
  time = new Date(Date.parse(opens) + ms);
};

async function send(
  path: string,
  headers: Record<string, string> = {},
  method = 'GET',
  body?: unknown,
) {
  const answer = await fetch(`http://127.0.0.1:${nginx.port}${path}`, {
    ...{ method, headers },
    redirect: 'manual',
    ...(body !== undefined && {
      body: JSON.stringify(body),
      headers: { ...headers, 'content-type': 'application/json' },
    }),
  });
  const isStream = answer.headers.get('content-type')?.startsWith('text/event-stream') === true;
  if (isStream) await answer.body?.cancel();
  return {
    status: answer.status,
    headers: answer.headers,
    text: isStream ? '' : await answer.text(),
  };
}

const cookiesOf = async ({ token }: TestUser, isMember: boolean): Promise<string> => {
  const name = `touchstone-${await readInstanceId(database.kysely)}`;
  return `${name}=${token}${isMember ? `; ${name}-member=1` : ''}`;
};

const readPaths: readonly (readonly [string, (of: string) => string])[] = [
  ['the assignment', (of) => `/api/assignments/${of}`],
  ['its examples', (of) => `/api/assignments/${of}/examples`],
  ['a given file', (of) => `/api/assignments/${of}/files/words.txt`],
  ['its solution', (of) => `/api/assignments/${of}/solution`],
  ['a draft', (of) => `/api/drafts/${of}`],
];

describe('before it opens', () => {
  test.each([
    ...readPaths,
    [
      'the assignment by slugs',
      (of: string) => `/api/courses/sample/assignments/${of === id ? 'two' : 'absent'}`,
    ] as const,
  ])('%s is as if absent, also when a teacher has warmed the caches', async (what, path) => {
    at(-1);
    const cookie = await cookiesOf(teacher, false);
    const theirs = await cookiesOf(student, false);
    const others = { 'accept-encoding': `x-${randomUUID()}` };
    // With the teacher's cookie, but without the mark that keeps nginx from its cache.
    let etag = '';
    for (let times = 0; times < 3; times++) {
      const { status, headers } = await send(path(id), { ...others, cookie });
      if (what !== 'its solution') expect([what, status]).toEqual([what, 200]);
      etag = headers.get('etag') ?? etag;
    }
    const absent = await send(path(randomUUID()), { ...others, cookie: theirs });
    for (const headers of [
      {},
      { 'if-none-match': etag === '' ? '*' : etag },
      { 'if-none-match': '*' },
      { range: 'bytes=0-10' },
      { 'cache-control': 'only-if-cached' },
    ]) {
      const { status, text } = await send(path(id), { ...others, cookie: theirs, ...headers });
      expect([status, text]).toEqual([404, absent.text]);
      const head = await send(path(id), { ...others, cookie: theirs, ...headers }, 'HEAD');
      expect([head.status, head.text]).toEqual([404, '']);
      const nobody = await send(path(id), { ...others, ...headers });
      expect(nobody.status).toBeGreaterThanOrEqual(401);
      expect(nobody.text).not.toContain('Title of two');
    }
  });

  test('nothing can be sent to it by a guessed id', async () => {
    at(-1);
    const authorization = `Bearer ${student.token}`;
    const tries = (of: string) => [
      send('/api/submissions', { authorization }, 'POST', {
        ...{ assignmentId: of, code: `# ${randomUUID()}` },
      }),
      send(`/api/drafts/${of}`, { authorization }, 'PUT', { code: '#', revision: 0 }),
      send(`/api/assignments/${of}`, { authorization }, 'POST', {}),
    ];
    const answers = async (of: string) =>
      (await Promise.all(tries(of))).map(({ status, text }) => [status, text]);
    const refused = await answers(id);
    expect(refused).toEqual(await answers(randomUUID()));
    for (const [status] of refused) expect(status).toBeGreaterThanOrEqual(400);
  });

  test('what was handed in before is neither read nor followed', async () => {
    at(-1);
    const authorization = `Bearer ${student.token}`;
    for (const path of [
      `/api/submissions/${submissionId}`,
      `/api/submissions/${submissionId}/events`,
    ]) {
      expect((await send(path, { authorization })).status).toBe(404);
    }
    expect((await send('/api/submissions', { authorization })).text).not.toContain(id);
  });

  test('lists, positions and points do not tell that there is one more', async () => {
    at(-1);
    const authorization = `Bearer ${student.token}`;
    for (const headers of [{}, { authorization }]) {
      const { text } = await send('/api/assignments?course=sample', headers);
      const { assignments } = JSON.parse(text) as AssignmentList;
      expect(assignments.map(({ slug, position }) => [slug, position])).toEqual([
        ['one', 1],
        ['three', 2],
      ]);
      const last = await send(`/api/assignments/${assignments[1]?.id ?? ''}`, headers);
      expect(JSON.parse(last.text)).toMatchObject({ slug: 'three', position: 2 });
    }
    const fresh = `Bearer ${(await api.newUser()).token}`;
    const me = await send('/api/me?course=sample', { authorization: fresh });
    expect(me.text).not.toContain(id);
    at(0);
    const { text } = await send('/api/assignments?course=sample', { authorization });
    const { assignments } = JSON.parse(text) as AssignmentList;
    expect(assignments.map(({ position }) => position)).toEqual([1, 2, 3]);
  });

  test('it is there at that moment', async () => {
    at(0);
    const cookie = await cookiesOf(student, false);
    for (const [what, path] of readPaths) {
      const { status } = await send(path(id), { cookie });
      expect([what, status]).toEqual([what, 200]);
    }
  });
});

describe('hidden tests, their data and the model solution', () => {
  test('are in no answer that a student gets', async () => {
    at(0);
    const authorization = `Bearer ${student.token}`;
    const [first = ''] = await api.assignmentIds('sample');
    const fresh = await api.newUser();
    const texts = await Promise.all(
      [
        ...['/api/courses', '/api/assignments?course=sample', '/api/docs', '/api/openapi.json'],
        ...[`/api/assignments/${first}`, `/api/assignments/${first}/examples`],
        ...['/api/courses/sample/assignments/one', '/api/me?course=sample', '/api/submissions'],
        ...[`/api/submissions/${submissionId}`, `/api/drafts/${first}`, '/metrics', '/internal'],
      ].map(async (path) => [path, (await send(path, { authorization })).text] as const),
    );
    for (const [path, text] of texts) {
      for (const secret of secrets.filter((each) => each !== 'not-listed')) {
        expect(text, path).not.toContain(secret);
      }
      expect(text, path).not.toContain('solves one');
    }
    const { status, text } = await send(`/api/assignments/${first}/solution`, {
      authorization: `Bearer ${fresh.token}`,
    });
    expect(status).toBe(403);
    expect(text).not.toContain('solves');
  });

  test('do not change tag or length of what students see', async () => {
    at(0);
    const [first = ''] = await api.assignmentIds('sample');
    const tags = async () =>
      Promise.all(
        [`/api/assignments/${first}`, `/api/assignments/${first}/examples`].map(async (path) => {
          const { headers } = await api.get(path);
          return [headers.etag, headers['content-length']];
        }),
      );
    const before = await tags();
    const changed = course({ opens });
    await api.service.reloadCourse({
      ...changed,
      assignments: changed.assignments.map((assignment, index) => ({
        ...assignment,
        bundle: {
          ...assignment.bundle,
          testFiles: assignment.bundle.testFiles.map((file) =>
            file.hidden ? { ...file, source: `${file.source}# and ten more\n` } : file,
          ),
        },
        bundleHash: `${index + 3}`.repeat(64),
      })),
    });
    expect(await tags()).toEqual(before);
    await api.service.reloadCourse(course({ opens }));
  });

  test('are behind no trick with a path', async () => {
    at(0);
    const [first = ''] = await api.assignmentIds('sample');
    const files = `/api/assignments/${first}/files`;
    for (const name of [
      ...['hidden_tests.py', 'tests.py', 'not-listed.txt', 'solution.py', '.', '..'],
      ...[
        'words.txt/../not-listed.txt',
        'words.txt%2F..%2Fnot-listed.txt',
        '%2e%2e/not-listed.txt',
      ],
      ...['..%252Fnot-listed.txt', 'not-listed.txt%00words.txt', 'words.txt%00', 'WORDS.TXT'],
      ...[
        'words%E2%80%A4txt',
        'w\u043Erds.txt',
        'words.txt;',
        'words.txt?x',
        '%5C..%5Cnot-listed.txt',
      ],
      ...['%F0%9D%94%B4ords.txt', 'words.txt%20', '%ff'],
    ]) {
      const { status, text } = await send(`${files}/${name}`);
      expect([name, status >= 400]).toEqual([name, true]);
      expect(text).not.toContain('for the tests');
    }
    for (const path of [
      '/internal/results',
      '/metrics',
      '/api/../internal/results',
      '/api/%2e%2e/internal',
    ]) {
      expect([path, (await send(path)).status]).toEqual([path, 404]);
    }
  });
});

test('nginx sends nobody to another place, whatever the address', async () => {
  for (const path of [
    ...[
      '//evil.example',
      '//evil.example/..',
      '/%2F%2Fevil.example/',
      '/api',
      '/schemas',
      '/health',
    ],
    ...[
      '/api//evil.example',
      '/assets',
      '/courses/',
      '/sign-in?next=//evil.example',
      '/.git/config',
    ],
  ]) {
    const { status, headers } = await send(path, { host: 'localhost' });
    expect([path, Math.floor(status / 100) === 3, headers.get('location')]).toEqual([
      ...[path, false, null],
    ]);
  }
});
