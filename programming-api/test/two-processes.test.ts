import { randomUUID } from 'node:crypto';
import type { SubmissionAnswer } from '@touchstone/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ApiConfig } from '../src/service.ts';
import { readEvents } from './event-reader.ts';
import { startServers, type Process, type Servers } from './processes.ts';
import { sampleCourse, sampleResult } from './sample-course.ts';
import { grade, type TestUser } from './start-api.ts';

let servers: Servers;
let one: Process;
let two: Process;
let assignmentId: string;
let programs = 0;

const newCode = (): string => `print(${++programs})\n`;

beforeAll(async () => {
  servers = await startServers();
  ({ assignmentId } = servers);
  [one, two] = await Promise.all([servers.startProcess(), servers.startProcess()]);
});
afterAll(async () => {
  await Promise.all([one.stop(), two.stop()]);
  await servers.stop();
});

describe('two API processes', () => {
  test('together accept one of fifty simultaneous submissions of a user', async () => {
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

  test('announce a result stored through either, and flush the progress cached in both', async () => {
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

  test('both show a nickname as last chosen', async () => {
    const user = await one.api.newUser();
    const shown = () =>
      Promise.all([one, two].map(async ({ api }) => (await api.get('/api/me', user)).json));
    for (const nickname of ['Ada', 'Grace']) {
      await one.api.service.app.inject({
        ...{ method: 'PUT', url: '/api/me/nickname', payload: JSON.stringify({ nickname }) },
        headers: { authorization: `Bearer ${user.token}`, 'content-type': 'application/json' },
      });
      await expect.poll(shown).toMatchObject([{ nickname }, { nickname }]);
    }
  });

  test('both show a course as last loaded', async () => {
    expect(await two.api.assignmentIds()).toHaveLength(3);
    await one.api.service.reloadCourse(sampleCourse('sample', ['one', 'two', 'three', 'four']));
    expect(await one.api.assignmentIds()).toHaveLength(4);
    await expect.poll(() => two.api.assignmentIds()).toHaveLength(4);
  });

  test('reuse results of the other without a stream entry', async () => {
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

describe('limits apply across both', () => {
  /** Two processes on the same Redis that share nothing with the other tests. */
  const startPair = async (config: Partial<ApiConfig>): Promise<[Process, Process]> => {
    const keyPrefix = randomUUID();
    return Promise.all([
      servers.startProcess({ config, keyPrefix }),
      servers.startProcess({ config, keyPrefix }),
    ]);
  };

  test('a user gets sixty submissions in a burst, also of graded code, then 429 from either', async () => {
    const pair = await startPair({});
    const user = await pair[0].api.newUser();
    const code = newCode();
    const { id } = await pair[0].api.accept(user, assignmentId, code);
    await grade(pair[0].api.office, id);
    const statuses: number[] = [];
    for (let n = 0; n < 61; n++) {
      const { api } = n % 2 === 0 ? pair[1] : pair[0];
      const { status, headers } = await api.submit(user, assignmentId, code);
      statuses.push(status);
      if (status === 429) expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    }
    expect(statuses).toEqual([...Array.from({ length: 59 }, () => 200), 429, 429]);
    await Promise.all(pair.map((each) => each.stop()));
  });

  test('likewise an address, whatever the user', async () => {
    const pair = await startPair({ addressLimit: 3 });
    const statuses: number[] = [];
    for (let n = 0; n < 5; n++) {
      const { api } = n % 2 === 0 ? pair[0] : pair[1];
      statuses.push((await api.submit(await api.newUser(), assignmentId, newCode())).status);
    }
    expect(statuses).toEqual([202, 202, 202, 429, 429]);
    await Promise.all(pair.map((each) => each.stop()));
  });

  test('likewise bytes of programs and results, by user and by address', async () => {
    const pair = await startPair({ userStoredMib: 2, addressStoredMib: 4 });
    const [one, other] = pair;
    const large = { ...sampleResult(), output: 'x'.repeat(3 * 1024 * 1024) };
    const users = [await one.api.newUser(), await one.api.newUser(), await one.api.newUser()];
    const draftStatus = async (user: TestUser): Promise<number> => {
      const { statusCode } = await one.api.service.app.inject({
        ...{ method: 'PUT', url: `/api/drafts/${assignmentId}` },
        headers: { authorization: `Bearer ${user.token}` },
        payload: { code: 'x', revision: 0 },
      });
      return statusCode;
    };
    const [first, second, third] = users as [TestUser, TestUser, TestUser];
    // Handed in through one process, and graded through the other.
    for (const user of [first, second]) {
      expect(await draftStatus(third)).toBe(200);
      const { id } = await one.api.accept(user, assignmentId, newCode());
      await grade(other.api.office, id, large);
      await expect.poll(() => draftStatus(user)).toBe(429);
    }
    expect(await draftStatus(third)).toBe(429);
    await Promise.all(pair.map((each) => each.stop()));
  });

  test('a full lane refuses its submissions until graders have drained it, and other lanes do not', async () => {
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

  test('while Redis is frozen, each process uses its own counts, without delay', async () => {
    const limited = await servers.startProcess({
      config: { userLimit: 2 },
      keyPrefix: randomUUID(),
    });
    const user = await limited.api.newUser();
    const submit = async (): Promise<number> => {
      const { status, json } = await limited.api.submit(user, assignmentId, newCode());
      if (status === 202) await grade(limited.api.office, (json as SubmissionAnswer).submission.id);
      return status;
    };
    expect(await submit()).toBe(202);
    servers.redis.pause();
    try {
      const startedAt = performance.now();
      expect(await submit()).toBe(202);
      expect(await submit()).toBe(429);
      expect(performance.now() - startedAt).toBeLessThan(5_000);
    } finally {
      servers.redis.resume();
    }
    await limited.stop();
  });
});
