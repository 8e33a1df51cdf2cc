import { migrate, openPostgres, type Database } from '@touchstone/database';
import { createRedisMessaging, type Messaging } from '@touchstone/messaging';
import {
  startTestPostgres,
  startTestRedis,
  type TestPostgres,
  type TestRedis,
} from '@touchstone/test-kit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ApiConfig } from '../src/service.ts';
import { readEvents } from './event-reader.ts';
import { sampleCourse, sampleResult } from './sample-course.ts';
import { grade, startApi, type TestApi } from './start-api.ts';

/** One API with connections of its own, as a process has them. */
interface Process {
  readonly api: TestApi;
  readonly database: Database;
  readonly messaging: Messaging;
  stop(): Promise<void>;
}

let postgres: TestPostgres;
let redis: TestRedis;
let databaseUrl: string;
let one: Process;
let two: Process;
let assignmentId: string;
let programs = 0;

const newCode = (): string => `print(${++programs})\n`;

async function startProcess(config: Partial<ApiConfig> = {}): Promise<Process> {
  const database = openPostgres({ url: databaseUrl });
  const messaging = await createRedisMessaging({ url: redis.url });
  const api = await startApi({ database, messaging, config });
  return {
    ...{ api, database, messaging },
    async stop() {
      await api.service.close();
      await messaging.close();
      await database.close();
    },
  };
}

beforeAll(async () => {
  [postgres, redis] = await Promise.all([startTestPostgres(), startTestRedis()]);
  ({ url: databaseUrl } = await postgres.createDatabase());
  const database = openPostgres({ url: databaseUrl });
  await migrate(database);
  await database.close();
  const sweeping = { sweepMs: 50, entryGraceMs: 100, outageGraceMs: 1, attemptLimit: 2 };
  [one, two] = await Promise.all([startProcess(), startProcess(sweeping)]);
  await one.api.service.reloadCourse(sampleCourse());
  [assignmentId = ''] = await one.api.assignmentIds();
});
afterAll(async () => {
  await Promise.all([one.stop(), two.stop()]);
  await Promise.all([postgres.stop(), redis.stop()]);
});

describe('two API processes', () => {
  test('accept one of fifty simultaneous submissions of a user between them', async () => {
    const user = await one.api.newUser();
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, n) =>
        (n % 2 === 0 ? one : two).api.submit(user, assignmentId, newCode()),
      ),
    );
    const count = (status: number): number =>
      answers.filter((answer) => answer.status === status).length;
    expect([count(202), count(409)]).toEqual([1, 49]);
  });

  test('tell of a result stored in either, and forget the progress cached in both', async () => {
    const user = await one.api.newUser();
    const { id } = await one.api.accept(user, assignmentId, newCode());
    const { url } = await two.api.service.listen();
    const reader = await readEvents(`${url}/api/submissions/${id}/events`, user);
    await reader.nth('queued');
    for (const { api } of [one, two]) {
      expect((await api.get('/api/me', user)).json).toMatchObject({ points: 0 });
    }
    await grade(one.api.office, id);
    expect((await reader.nth('graded')).data).toMatchObject({ points: 100 });
    await reader.ended;
    for (const { api } of [one, two]) {
      expect((await api.get('/api/me', user)).json).toMatchObject({ points: 100 });
    }
  });

  test('both show a course as it was loaded last', async () => {
    expect(await two.api.assignmentIds()).toHaveLength(3);
    await one.api.service.reloadCourse(sampleCourse('sample', ['one', 'two', 'three', 'four']));
    expect(await one.api.assignmentIds()).toHaveLength(4);
    await expect.poll(() => two.api.assignmentIds()).toHaveLength(4);
  });

  test('reuse what the other has graded without a stream entry', async () => {
    const code = newCode();
    const { id } = await one.api.accept(await one.api.newUser(), assignmentId, code);
    await grade(one.api.office, id);
    const length = await one.messaging.stream.length();
    const { status, json } = await two.api.submit(await two.api.newUser(), assignmentId, code);
    expect(status).toBe(200);
    expect(json).toMatchObject({ submission: { reusedFrom: id, result: sampleResult() } });
    expect(await one.messaging.stream.length()).toBe(length);
  });
});

describe('while Redis is away', () => {
  test('submissions are accepted, nothing stale is served, and the sweeper adds the entries later', async () => {
    const user = await one.api.newUser();
    const other = await one.api.newUser();
    const { id } = await one.api.accept(user, assignmentId, newCode());
    expect((await two.api.get('/api/me', user)).json).toMatchObject({ points: 0 });
    await redis.server.stop();

    const accepted = await one.api.accept(other, assignmentId, newCode());
    await grade(one.api.office, id);
    expect((await two.api.get('/api/me', user)).json).toMatchObject({ points: 100 });
    expect((await one.api.get('/health/ready')).status).toBe(503);

    await redis.startAgain();
    const missing = (): Promise<string[]> => one.messaging.stream.missing([accepted.id]);
    await expect.poll(missing, { timeout: 30_000 }).toEqual([]);
  });
});

describe('the sweeper', () => {
  test('queues an attempt again whose grader never came back, and at last gives it up', async () => {
    const user = await two.api.newUser();
    const { id } = await two.api.accept(user, assignmentId, newCode());
    const status = async (): Promise<unknown> =>
      (await two.api.get(`/api/submissions/${id}`, user)).json;
    const loseAttempt = async (): Promise<void> => {
      await two.api.office.beginAttempt(id);
      await two.database.kysely
        .updateTable('submissions')
        .set({ deadline_at: new Date(0) })
        .where('id', '=', id)
        .execute();
    };
    await loseAttempt();
    await expect.poll(status).toMatchObject({ submission: { status: 'queued' } });
    await loseAttempt();
    await expect.poll(status).toMatchObject({
      submission: { status: 'graded', result: { verdict: 'internal-error' } },
    });
  });
});
