import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readEvents } from './event-reader.ts';
import { startServers, type Process, type Servers } from './processes.ts';
import { sampleCourse, sampleResult } from './sample-course.ts';
import { grade } from './start-api.ts';

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
