import { randomUUID } from 'node:crypto';
import type { SubmissionAnswer } from '@touchstone/contracts';
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

async function startProcess(
  config: Partial<ApiConfig> = {},
  keyPrefix = 'touchstone',
): Promise<Process> {
  const database = openPostgres({ url: databaseUrl });
  const messaging = await createRedisMessaging({ url: redis.url, keyPrefix });
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
  const sweeping = { sweepMs: 50, entryGraceMs: 100, attemptLimit: 2, attemptSlackMs: 1 };
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

describe('limits hold over both', () => {
  /** Two processes on the same Redis that share nothing with the other tests. */
  const startPair = async (config: Partial<ApiConfig>): Promise<[Process, Process]> => {
    const keyPrefix = randomUUID();
    return Promise.all([startProcess(config, keyPrefix), startProcess(config, keyPrefix)]);
  };

  test('a user has sixty submissions in a burst, then 429 from either', async () => {
    const pair = await startPair({});
    const user = await pair[0].api.newUser();
    const statuses: number[] = [];
    for (let n = 0; n < 62; n++) {
      const { api } = n % 2 === 0 ? pair[0] : pair[1];
      const { status, headers, json } = await api.submit(user, assignmentId, newCode());
      statuses.push(status);
      if (status === 202) await grade(api.office, (json as SubmissionAnswer).submission.id);
      else expect(Number(headers['retry-after'])).toBeGreaterThan(30);
    }
    expect(statuses).toEqual([...Array.from({ length: 60 }, () => 202), 429, 429]);
    await Promise.all(pair.map((each) => each.stop()));
  });

  test('an address likewise, whoever it is', async () => {
    const pair = await startPair({ addressLimit: 3 });
    const statuses: number[] = [];
    for (let n = 0; n < 5; n++) {
      const { api } = n % 2 === 0 ? pair[0] : pair[1];
      statuses.push((await api.submit(await api.newUser(), assignmentId, newCode())).status);
    }
    expect(statuses).toEqual([202, 202, 202, 429, 429]);
    await Promise.all(pair.map((each) => each.stop()));
  });

  test('a full lane refuses its own, until graders have emptied it, and no other lane', async () => {
    const pair = await startPair({ queueLimit: 3 });
    const [{ api, messaging }, other] = pair;
    const [heavyId = '', quickId = ''] = await api.assignmentIds();
    const grader = messaging.stream.consumer('grader');
    const gradeNext = async (costMs: number): Promise<void> => {
      const [delivery] = await grader.take(1, { waitMs: 5_000 });
      if (!delivery) throw new Error('nothing was delivered');
      await grade(api.office, delivery.entry.submissionId);
      await grader.acknowledge(delivery, costMs);
    };
    await api.accept(await api.newUser(), heavyId, newCode());
    await gradeNext(10_000);
    for (let n = 0; n < 3; n++) await api.accept(await api.newUser(), heavyId, newCode());

    const late = await other.api.newUser();
    const code = newCode();
    const refused = await other.api.submit(late, heavyId, code);
    expect(refused.status).toBe(503);
    const retryAfter = Number(refused.headers['retry-after']);
    expect(retryAfter).toBeGreaterThanOrEqual(1);
    expect(retryAfter).toBeLessThanOrEqual(60);
    const { body } = await other.api.service.app.inject('/metrics');
    expect(body).toContain('touchstone_refusals_total{reason="queue-full"} 1');
    expect(body).toContain('touchstone_queue_length{lane="slow"} 3');
    await other.api.accept(await other.api.newUser(), quickId, newCode());

    for (let n = 0; n < 2; n++) await gradeNext(10_000);
    await other.api.accept(late, heavyId, code);
    await Promise.all(pair.map((each) => each.stop()));
  });
});

describe('while Redis is away', () => {
  test('each process goes on counting by itself, and waits for nothing', async () => {
    const limited = await startProcess({ userLimit: 2 }, randomUUID());
    const user = await limited.api.newUser();
    const submit = async (): Promise<number> => {
      const { status, json } = await limited.api.submit(user, assignmentId, newCode());
      if (status === 202) await grade(limited.api.office, (json as SubmissionAnswer).submission.id);
      return status;
    };
    expect(await submit()).toBe(202);
    redis.pause();
    try {
      const startedAt = performance.now();
      expect(await submit()).toBe(202);
      expect(await submit()).toBe(429);
      expect(performance.now() - startedAt).toBeLessThan(5_000);
    } finally {
      redis.resume();
    }
    await limited.stop();
  });

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
