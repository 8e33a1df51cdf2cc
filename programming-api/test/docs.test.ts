import { migrate, openPglite, type Database } from '@touchstone/database';
import { createInProcessMessaging } from '@touchstone/messaging';
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { callSummaries } from '../src/http/call-summaries.ts';
import { startApi, type TestApi } from './start-api.ts';

let database: Database;
let api: TestApi;
let page: string;
let policy: string;

beforeAll(async () => {
  database = await openPglite();
  await migrate(database);
  api = await startApi({ database, messaging: createInProcessMessaging() });
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

test('each call that anyone may make has a sentence, and no sentence is about a call that is gone', async () => {
  const { paths } = (await api.get('/api/openapi.json')).json as {
    paths: Record<string, Record<string, { summary?: string }>>;
  };
  const described = Object.entries(paths)
    .filter(([path]) => !path.startsWith('/internal/'))
    .flatMap(([path, calls]) => Object.keys(calls).map((method) => `${method} ${path}`));
  expect(described.toSorted()).toEqual(Object.keys(callSummaries).toSorted());
  expect(paths['/api/me']?.['get']?.summary).toBe(callSummaries['get /api/me']);
});

test('the page has each of them, with what is sent and answered', () => {
  for (const call of Object.keys(callSummaries)) {
    const [method = '', path = ''] = call.split(' ');
    expect(page).toContain(`<h2>${method.toUpperCase()} ${path}</h2>`);
  }
  expect(page).toContain('assignmentId: string\n  code: string\n}');
  expect(page).toContain('status: &#34;queued&#34; | &#34;grading&#34; | &#34;graded&#34;');
  expect(page).toContain('<code>/problems/queue-full</code>');
  expect(page).not.toContain('/internal/');
});

test('its policy lets in its own style and nothing else, and it needs nothing else', () => {
  const style = /<style>([^]*)<\/style>/.exec(page)?.[1] ?? '';
  const hash = createHash('sha256').update(style).digest('base64');
  expect(policy).toContain(`default-src 'none'; style-src 'sha256-${hash}'`);
  expect(page).not.toMatch(/<(?:script|link|img)|\sstyle=|\son\w+=|https?:/);
});
