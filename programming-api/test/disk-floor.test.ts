import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Database } from '@touchstone/database';
import { createInProcessMessaging, type Messaging } from '@touchstone/messaging';
import { mountSmallDisk, temporaryFolder, waitFor } from '@touchstone/test-kit';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ApiConfig } from '../src/service.ts';
import { openTestDatabase } from './open-test-database.ts';
import { sampleCourse } from './sample-course.ts';
import { grade, startApi, type TestApi, type TestUser } from './start-api.ts';

const mib = 1024 * 1024;
let database: Database;
let messaging: Messaging;
let assignmentId: string;
let user: TestUser;
/** The same database without a minimum of free disk, from before. */
let before: TestApi;
const opened: TestApi[] = [];
const logged: { level: number; msg: string }[] = [];
const logger = pino(
  { level: 'info' },
  { write: (line) => logged.push(JSON.parse(line) as { level: number; msg: string }) },
);
let programs = 0;
const newCode = (): string => `print(${++programs})\n`;

beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  messaging = createInProcessMessaging();
  before = await start({});
  await before.service.reloadCourse(sampleCourse());
  [assignmentId = ''] = await before.assignmentIds();
  user = await before.newUser();
  logged.length = 0;
});
afterEach(async () => {
  for (const api of opened.splice(0)) await api.service.close();
  await messaging.close();
});
async function start(config: Partial<ApiConfig>): Promise<TestApi> {
  const api = await startApi({ database, messaging, config, logger });
  opened.push(api);
  return api;
}

/** Every call that would store something new. */
const writes = (api: TestApi): Record<string, () => Promise<number>> => {
  const put = { method: 'PUT', url: `/api/drafts/${assignmentId}` } as const;
  return {
    'a new user': async () => (await api.post('/api/users')).status,
    'a submission': async () => (await api.submit(user, assignmentId, newCode())).status,
    'a draft': async () =>
      (
        await api.service.app.inject({
          ...put,
          headers: { authorization: `Bearer ${user.token}` },
          payload: { code: 'x', revision: 0 },
        })
      ).statusCode,
    'a device code': async () => (await api.post('/api/device-codes', user)).status,
    'a recovery key': async () => (await api.post('/api/recovery-keys', user)).status,
    'a session': async () => (await api.post('/api/sessions', undefined, { code: 'A' })).status,
  };
};

describe('with less free disk than the minimum', () => {
  test('new work is refused; reads and results of gradings continue', async () => {
    const known = newCode();
    const first = await before.accept(user, assignmentId, known);
    await grade(before.office, first.id);
    const waiting = await before.accept(user, assignmentId, newCode());

    const place = await temporaryFolder();
    const api = await start({ diskFolders: [place.path], minFreeMib: 1024 ** 3 });
    const other = await before.newUser();
    const refused = await api.submit(other, assignmentId, newCode());
    expect(refused.json).toMatchObject({
      type: '/problems/storage-full',
      status: 503,
      detail:
        'The server is almost out of disk space and cannot store anything at the moment. ' +
        'Your code is saved in this browser. Hand it in again later.',
    });
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect((await api.submit(other, assignmentId, known)).status).toBe(503);
    const { 'a submission': inGrading, ...others } = writes(api);
    expect(await inGrading?.()).toBe(409);
    for (const [what, write] of Object.entries(others)) {
      expect([what, await write()]).toEqual([what, 503]);
    }

    expect((await api.post('/api/users', user)).status).toBe(200);
    expect((await api.get('/api/me', user)).status).toBe(200);
    expect((await api.get('/api/submissions', user)).status).toBe(200);
    await grade(api.office, waiting.id);
    const { json } = await api.get(`/api/submissions/${waiting.id}`, user);
    expect(json).toMatchObject({ submission: { status: 'graded' } });
    await place.remove();
  });

  test('readiness and metrics report it, and the log once', async () => {
    const place = await temporaryFolder();
    const api = await start({ diskFolders: [place.path], minFreeMib: 1024 ** 3 });
    const ready = await api.get('/health/ready');
    expect(ready.status).toBe(503);
    expect(ready.json).toMatchObject({
      ok: false,
      serves: true,
      reasons: ['The disk is almost full: new work is refused.'],
    });
    await api.post('/api/users');
    await api.post('/api/users');
    const { body } = await api.service.app.inject('/metrics');
    expect(body).toMatch(/^touchstone_free_disk_bytes \d+/m);
    expect(body).toContain('touchstone_refusals_total{reason="storage-full"} 2');
    expect(logged.filter(({ level }) => level >= 40)).toHaveLength(1);
    await place.remove();
  });
});

test('a disk that fills up and is freed is noticed, and work continues', async () => {
  const disk = await mountSmallDisk(8);
  const filler = join(disk.folder, 'filler');
  try {
    const api = await start({ diskFolders: [disk.folder], minFreeMib: 4 });
    for (const [what, write] of Object.entries(writes(api))) {
      expect([what, (await write()) < 500]).toEqual([what, true]);
    }
    await writeFile(filler, Buffer.alloc(6 * mib));
    await waitFor(async () => (await api.post('/api/users')).status === 503, {
      what: 'a full disk',
    });
    await rm(filler);
    await waitFor(async () => (await api.post('/api/users')).status === 201, {
      what: 'room again',
    });
    expect((await api.get('/health/ready')).status).toBe(200);
    const messages = logged.map(({ msg }) => msg).filter((msg) => msg.includes('disk'));
    expect(messages).toEqual([
      'The disk is almost full: new work is refused',
      'There is enough free disk space again',
    ]);
  } finally {
    await disk.remove();
  }
});

test('the fullest of several counts, and one that cannot be checked is reported', async () => {
  const disk = await mountSmallDisk(8);
  const place = await temporaryFolder();
  const api = await start({ diskFolders: [place.path, disk.folder], minFreeMib: 4 });
  const { body } = await api.service.app.inject('/metrics');
  expect(Number(/^touchstone_free_disk_bytes (\S+)$/m.exec(body)?.[1])).toBe(8 * mib);
  await disk.remove();
  const unknown = async () =>
    JSON.stringify((await api.get('/health/ready')).json).includes(
      'Cannot determine the free disk space.',
    );
  await waitFor(unknown, { what: 'its loss' });
  // Unknown does not count as full.
  expect((await api.post('/api/users')).status).toBe(201);
  await place.remove();
});
