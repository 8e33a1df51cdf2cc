import { randomBytes } from 'node:crypto';
import type { HeartbeatRequest, ReturnRequest } from '@touchstone/contracts';
import * as database from '@touchstone/database';
import { createRedisMessaging, type Messaging } from '@touchstone/messaging';
import {
  spawnService,
  startTestPostgres,
  startTestRedis,
  type TestPostgres,
  type TestRedis,
} from '@touchstone/test-kit';
import fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { courseOf, exampleBundle } from './examples.ts';

const waits = { timeout: 30_000, interval: 20 };

let postgres: TestPostgres;
let redis: TestRedis;
let messaging: Messaging;
let api: FastifyInstance;
const begun = vi.fn<() => void>();
const returned = vi.fn<(request: ReturnRequest) => void>();
const heartbeat = vi.fn<(request: HeartbeatRequest) => void>();

beforeAll(async () => {
  [postgres, redis] = await Promise.all([startTestPostgres(), startTestRedis()]);
  messaging = await createRedisMessaging({ url: redis.url });
  api = fastify();
  api.post('/internal/attempts', () => {
    begun();
    return { attempt: 1 };
  });
  api.post<{ Body: ReturnRequest }>('/internal/returns', ({ body }) => {
    returned(body);
    return { ending: 'requeued' };
  });
  api.post<{ Body: HeartbeatRequest }>('/internal/heartbeats', ({ body }) => {
    heartbeat(body);
    return {};
  });
  await api.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(async () => {
  await Promise.all([api.close(), messaging.close()]);
  await Promise.all([postgres.stop(), redis.stop()]);
});

/** Adds a submission that takes long to grade to the stream. */
async function addSlowSubmission(databaseUrl: string): Promise<string> {
  const testFiles = [{ fileName: 'tests.py', source: 'import submission\n', hidden: false }];
  const bundle = { ...exampleBundle, judge: 'shared' as const, testFiles };
  const { course, bundleHash } = courseOf(bundle);
  const db = database.openPostgres({ url: databaseUrl });
  try {
    await database.migrate(db);
    const { courseId } = await database.storeCourse(db.kysely, course);
    const [assignment] = await database.listAssignments(db.kysely, courseId);
    const assignmentId = assignment?.id ?? '';
    const { id: userId } = await database.createUser(db.kysely, { tokenHash: randomBytes(32) });
    const outcome = await database.insertQueued(db.kysely, {
      userId,
      assignmentId,
      bundleHash,
      serving: [],
      code: 'import time\ntime.sleep(60)\n',
    });
    if (outcome.kind !== 'accepted') throw new Error(outcome.kind);
    const submissionId = outcome.stored.submission.id;
    await messaging.stream.add({ submissionId, assignmentId, attempt: 0 });
    return submissionId;
  } finally {
    await db.close();
  }
}

test('on SIGTERM a grader hands back its gradings, exits with 0 and leaves no processes', async () => {
  const { url } = await postgres.createDatabase();
  const submissionId = await addSlowSubmission(url);
  const { port } = api.server.address() as { port: number };
  const grader = spawnService(new URL('../src/main.ts', import.meta.url), {
    TOUCHSTONE_PORT: '0',
    TOUCHSTONE_DATABASE_URL: url,
    TOUCHSTONE_REDIS_URL: redis.url,
    TOUCHSTONE_GRADER_SECRET: 'a-secret-of-the-graders',
    TOUCHSTONE_API_URLS: `http://127.0.0.1:${port}`,
    TOUCHSTONE_SLOTS: '1',
    TOUCHSTONE_SHUTDOWN_TIMEOUT_MS: '100',
  });
  try {
    await vi.waitFor(() => expect(begun).toHaveBeenCalled(), waits);
    const killedAt = performance.now();
    grader.kill('SIGTERM');
    expect(await grader.exited).toBe(0);
    expect(performance.now() - killedAt).toBeLessThan(4_500);
  } finally {
    grader.kill('SIGKILL');
  }
  expect(returned).toHaveBeenCalledExactlyOnceWith({
    submissionId,
    attempt: 1,
    instance: heartbeat.mock.calls[0]?.[0].instance,
  });
  expect(heartbeat.mock.lastCall?.[0]).toMatchObject({ ended: true });
  const [taken] = await messaging.stream.consumer('other').take(1, { waitMs: 5_000 });
  expect(taken?.entry.submissionId).toBe(submissionId);
  await vi.waitFor(() => expect(() => process.kill(-grader.pid, 0)).toThrow('ESRCH'), waits);
});
