import type { Database } from '@touchstone/database';
import { createInProcessMessaging } from '@touchstone/messaging';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openTestDatabase } from './open-test-database.ts';
import { courseFiles, severalFilesCourse } from './sample-course.ts';
import { startApi, type TestApi } from './start-api.ts';

let database: Database;
let api: TestApi;
let id: string;

beforeAll(async () => {
  database = await openTestDatabase();
  api = await startApi({ database, messaging: createInProcessMessaging() });
});
afterAll(async () => {
  await api.service.close();
  await database.close();
});
beforeEach(async () => {
  await api.service.reloadCourse(severalFilesCourse());
  [id = ''] = await api.assignmentIds();
});

const read = (name: string, headers: Record<string, string> = {}) =>
  api.service.app.inject({ url: `/api/assignments/${id}/files/${name}`, headers });

test('an assignment names the files that it edits and gives', async () => {
  expect((await api.get(`/api/assignments/${id}`)).json).toMatchObject({
    fileName: 'main.py',
    otherFiles: [{ name: 'shapes.py', starterCode: '# starter of shapes.py\n' }],
    givenFiles: [
      { name: 'words.txt', bytes: 9 },
      { name: 'data/all shapes 100%.bin', bytes: 3 },
    ],
  });
  expect((await api.get(`/api/assignments/${id}/examples`)).json).toMatchObject({
    otherFiles: [{ name: 'shapes.py', code: '# starter of shapes.py\n' }],
    files: Object.keys(courseFiles).map((path) => ({ path })),
  });
});

test('a given file is sent byte for byte, to be saved', async () => {
  const text = await read('words.txt');
  expect(text.statusCode).toBe(200);
  expect(text.rawPayload).toEqual(Buffer.from(courseFiles['words.txt']));
  expect(text.headers).toMatchObject({
    'content-type': 'text/plain; charset=utf-8',
    'content-disposition': "attachment; filename*=UTF-8''words.txt",
    'content-length': '9',
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'cache-control': 'no-cache',
  });
  const name = 'data/all shapes 100%.bin';
  // As a browser sends it, and as nginx passes it on.
  for (const address of [encodeURIComponent(name), encodeURI(name)]) {
    const bytes = await read(address);
    expect([address, bytes.statusCode]).toEqual([address, 200]);
    expect(bytes.rawPayload).toEqual(courseFiles[name]);
    expect(bytes.headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-disposition': "attachment; filename*=UTF-8''all%20shapes%20100%25.bin",
    });
  }
});

test('a given file is not sent again to those who have it', async () => {
  const { headers } = await read('words.txt');
  const etag = String(headers.etag);
  expect(etag).toMatch(/^"[\w-]+"$/);
  const again = await read('words.txt', { 'if-none-match': etag });
  expect([again.statusCode, again.body, again.headers.etag]).toEqual([304, '', etag]);
  // It changes with the course.
  const course = severalFilesCourse();
  const [assignment] = course.assignments;
  if (assignment === undefined) throw new Error('no assignment');
  const files = [{ path: 'words.txt', contentBase64: Buffer.from('other\n').toString('base64') }];
  const bundle = { ...assignment.bundle, files };
  const changed = { ...assignment, givenFiles: ['words.txt'], bundle, bundleHash: 'ab'.repeat(32) };
  await api.service.reloadCourse({ ...course, assignments: [changed] });
  const newer = await read('words.txt', { 'if-none-match': etag });
  expect([newer.statusCode, newer.body]).toEqual([200, 'other\n']);
  expect((await read(encodeURIComponent('data/all shapes 100%.bin'))).statusCode).toBe(404);
});

test.each([
  'not-listed.txt',
  'main.py',
  'tests.py',
  'Words.txt',
  'words.txt/',
  '/words.txt',
  '.%2Fwords.txt',
  '..%2Fwords.txt',
  'data%2F..%2Fwords.txt',
  'data%5C..%5Cwords.txt',
  'data',
  '..%2F..%2F..%2Fetc%2Fpasswd',
  '%2Fetc%2Fpasswd',
  'words.txt%00',
  'words%252Etxt',
  '__proto__',
  '',
  'x'.repeat(5_000),
])('there is no file %j', async (name) => {
  const { statusCode, headers } = await read(name);
  expect([statusCode, headers['content-type']]).toEqual([404, 'application/problem+json']);
});

test('there is no file of an assignment that students do not see', async () => {
  const course = severalFilesCourse();
  for (const hidden of [
    { assignments: [], unpublished: ['one'] },
    { assignments: [], published: false },
    { assignments: [] },
  ]) {
    await api.service.reloadCourse(course);
    expect((await read('words.txt')).statusCode).toBe(200);
    await api.service.reloadCourse({ ...course, ...hidden });
    expect((await read('words.txt')).statusCode).toBe(404);
  }
  id = 'nonsense';
  expect((await read('words.txt')).statusCode).toBe(404);
  id = '00000000-0000-4000-8000-000000000000';
  expect((await read('words.txt')).statusCode).toBe(404);
});
