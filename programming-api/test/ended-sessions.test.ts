import { randomUUID } from 'node:crypto';
import type { SessionList, SubmissionAnswer } from '@touchstone/contracts';
import { deleteUser } from '@touchstone/database';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readEvents } from './event-reader.ts';
import { startServers, type Process, type Servers } from './processes.ts';
import { grade, type TestApi, type TestUser } from './start-api.ts';

/* Sessions and users that end in one of two API processes on one database and Redis. */

let servers: Servers;
let one: Process;
let two: Process;
/** Of the second. */
let url: string;
let assignmentId: string;
let programs = 0;

const newCode = (): string => `print(${++programs})\n`;

beforeAll(async () => {
  servers = await startServers();
  ({ assignmentId } = servers);
  [one, two] = await Promise.all([servers.startProcess(), servers.startProcess()]);
  ({ url } = await two.api.service.listen());
});
afterAll(async () => {
  await Promise.all([one.stop(), two.stop()]);
  await servers.stop();
});

describe('a session', () => {
  const end = (api: TestApi, user: TestUser, id: string) =>
    api.service.app.inject({
      ...{ method: 'DELETE', url: `/api/me/sessions/${id}` },
      headers: { authorization: `Bearer ${user.token}`, 'content-type': 'application/json' },
    });
  const currentId = async (api: TestApi, user: TestUser): Promise<string> => {
    const { sessions } = (await api.get('/api/me/sessions', user)).json as SessionList;
    return sessions.find(({ current }) => current)?.id ?? '';
  };
  /** Two sessions of one user, and the id of the second. */
  const twoSessions = async () => {
    const user = await one.api.newUser();
    const { code } = (await one.api.post('/api/device-codes', user)).json as { code: string };
    const { token } = (await two.api.post('/api/sessions', undefined, { code })).json as TestUser;
    const other = { uuid: user.uuid, token };
    return { user, other, otherId: await currentId(two.api, other) };
  };
  const statusIn = async ({ api }: Process, user: TestUser) =>
    (await api.get('/api/me', user)).status;

  test('that is ended in one process is refused in the other at once, and its streams end', async () => {
    const { user, other, otherId } = await twoSessions();
    const stream = await readEvents(`${url}/api/me/events`, other);
    await stream.nth('progress');
    for (const process of [one, two]) expect(await statusIn(process, other)).toBe(200);
    expect((await end(one.api, user, otherId)).statusCode).toBe(204);
    expect(await statusIn(one, other)).toBe(401);
    await expect.poll(() => statusIn(two, other), { timeout: 2000, interval: 5 }).toBe(401);
    await stream.ended;
    expect(await statusIn(two, user)).toBe(200);
  });

  test('is refused in both processes if it ended while Redis was unavailable', async () => {
    const servers = await startServers();
    const pair = [await servers.startProcess(), await servers.startProcess()] as const;
    const user = await pair[0].api.newUser();
    for (const process of pair) expect(await statusIn(process, user)).toBe(200);
    await servers.redis.stop();
    const id = await currentId(pair[0].api, user);
    expect((await end(pair[0].api, user, id)).statusCode).toBe(204);
    for (const process of pair) {
      await expect.poll(() => statusIn(process, user), { timeout: 5000 }).toBe(401);
    }
    await Promise.all(pair.map((each) => each.stop()));
    await servers.postgres.stop();
  });

  test('whose end was not announced ends with its stream when its cache entry expires', async () => {
    const config = { cacheMs: 300, heartbeatMs: 50 };
    const hasty = await servers.startProcess({ config, keyPrefix: randomUUID() });
    const user = await hasty.api.newUser();
    const { url: own } = await hasty.api.service.listen();
    const stream = await readEvents(`${own}/api/me/events`, user);
    await stream.nth('progress');
    await deleteUser(one.database.kysely, user.uuid);
    await stream.ended;
    expect(await statusIn(hasty, user)).toBe(401);
    await hasty.stop();
  });
});

describe('a user who is deleted', () => {
  test('is unknown to both processes, and others keep the results that they reused', async () => {
    const [user, other] = [await one.api.newUser(), await two.api.newUser()];
    const code = newCode();
    const { id } = await one.api.accept(user, assignmentId, code);
    await grade(one.api.office, id);
    const { submission } = (await two.api.submit(other, assignmentId, code))
      .json as SubmissionAnswer;
    const stream = await readEvents(`${url}/api/me/events`, user);
    await stream.nth('progress');

    const deleted = await deleteUser(one.database.kysely, user.uuid);
    await one.api.service.announceEndedSessions(deleted?.tokenHashes ?? []);
    await stream.ended;
    for (const { api } of [one, two]) {
      expect((await api.get('/api/me', user)).status).toBe(401);
      const kept = await api.get(`/api/submissions/${submission.id}`, other);
      expect(kept.json).toEqual({ submission });
      expect((await api.get(`/api/submissions/${id}`, other)).status).toBe(404);
    }
  });

  test('gets no internal error for requests at that moment', async () => {
    const users: TestUser[] = [];
    while (users.length < 12) users.push(await one.api.newUser());
    const graded = newCode();
    const { id } = await one.api.accept(await one.api.newUser(), assignmentId, graded);
    await grade(one.api.office, id);
    const shared = newCode();
    const statuses = await Promise.all(
      users.flatMap((user, number) => {
        const { api } = number % 2 === 0 ? one : two;
        const act = async (work: Promise<{ status: number }>) => (await work).status;
        return [
          act(api.submit(user, assignmentId, graded)),
          act(api.submit(user, assignmentId, shared)),
          act(api.post('/api/device-codes', user)),
          deleteUser(one.database.kysely, user.uuid).then(() => 0),
          act(api.submit(user, assignmentId, newCode())),
          act(api.submit(user, assignmentId, graded)),
          act(api.get('/api/me', user)),
        ];
      }),
    );
    // On a busy machine a database may answer too late for one of them, which is a 503.
    expect(statuses.filter((status) => status >= 500 && status !== 503)).toEqual([]);
    expect(statuses).toContain(401);
  });

  test('does not prevent another user from getting the shared result', async () => {
    const [user, other] = [await one.api.newUser(), await two.api.newUser()];
    const code = newCode();
    const { id } = await one.api.accept(user, assignmentId, code);
    const waiting = await two.api.accept(other, assignmentId, code);
    const stream = await readEvents(`${url}/api/submissions/${waiting.id}/events`, other);
    await deleteUser(one.database.kysely, user.uuid);
    await grade(one.api.office, id);
    expect((await stream.nth('graded')).data).toMatchObject({ points: 100 });
    await stream.ended;
  });
});
