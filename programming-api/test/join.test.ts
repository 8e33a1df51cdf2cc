import type { History, JoinList, StudentOverview, Submission } from '@touchstone/contracts';
import {
  deleteUser,
  exportUser,
  pruneBatch,
  readInstanceId,
  type Database,
} from '@touchstone/database';
import { createInProcessMessaging } from '@touchstone/messaging';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readEvents } from './event-reader.ts';
import { openTestDatabase } from './open-test-database.ts';
import { aMember, aTeacher, invited } from './people.ts';
import { sampleCourse, sampleResult } from './sample-course.ts';
import { grade, startApi, type TestApi, type TestUser } from './start-api.ts';

const dayMs = 24 * 60 * 60_000;
const student = { slug: 'python', role: 'student' } as const;
let database: Database;
let api: TestApi;
let url: string;
let laterMs = 0;
let one: string;
let two: string;
let programs = 0;

beforeAll(async () => {
  database = await openTestDatabase();
  api = await startApi({
    ...{ database, messaging: createInProcessMessaging() },
    config: { codeLimit: 10_000 },
    clock: { now: () => new Date(Date.now() + laterMs) },
  });
  await api.service.reloadCourse(sampleCourse('python', ['one', 'two', 'three']));
  [one = '', two = ''] = await api.assignmentIds('python');
  ({ url } = await api.service.listen());
});
afterAll(async () => {
  await api.service.close();
  await database.close();
});

const newCode = (): string => `print("join", ${++programs})\n`;
const solve = async (user: TestUser, assignmentId: string, code = newCode()): Promise<string> => {
  const { id } = await api.accept(user, assignmentId, code);
  await grade(api.office, id);
  return id;
};
const send = async (method: 'PUT', path: string, user: TestUser, body: unknown) => {
  const answer = await api.service.app.inject({
    ...{ method, url: path, payload: JSON.stringify(body) },
    headers: { authorization: `Bearer ${user.token}`, 'content-type': 'application/json' },
  });
  return {
    status: answer.statusCode,
    json: answer.body === '' ? null : (JSON.parse(answer.body) as Record<string, unknown>),
  };
};
const answer = (user: TestUser, id: string, state: 'joined' | 'refused' | 'undone') =>
  send('PUT', `/api/me/joins/${id}`, user, { state });
const joinsOf = async (user: TestUser) =>
  ((await api.get('/api/me/joins', user)).json as JoinList).joins;
const pointsOf = async (user: TestUser) =>
  (await api.get('/api/me?course=python', user)).json as {
    points: number;
    completedAssignmentIds: string[];
  };
const historyOf = async (user: TestUser) =>
  ((await api.get('/api/submissions', user)).json as History).submissions.map(({ id }) => id);
const draftOf = async (user: TestUser, assignmentId: string) =>
  ((await api.get(`/api/drafts/${assignmentId}`, user)).json as { draft: { code: string } | null })
    .draft?.code ?? null;
const write = (user: TestUser, assignmentId: string, code: string, revision = 0) =>
  send('PUT', `/api/drafts/${assignmentId}`, user, { code, revision });

/** Signs a new member in, in the browser of an anonymous user. */
async function signedInAs(earlier: TestUser): Promise<TestUser> {
  const { uuid, linkToken } = await invited(database, student);
  const { body } = await api.service.app.inject({
    ...{ method: 'POST', url: '/api/sign-in', payload: JSON.stringify({ token: linkToken }) },
    headers: {
      'content-type': 'application/json',
      cookie: `touchstone-${await readInstanceId(database.kysely)}=${earlier.token}`,
    },
  });
  return { uuid, token: (JSON.parse(body) as TestUser).token };
}

/** Somebody with programs for two assignments, one of them solved, who then signs in. */
async function asked() {
  const earlier = await api.newUser();
  const solved = await solve(earlier, one);
  const { id: failed } = await api.accept(earlier, two, newCode());
  await grade(api.office, failed, sampleResult('failed'));
  const user = await signedInAs(earlier);
  const [offer] = await joinsOf(user);
  return { earlier, user, solved, failed, id: offer?.id ?? '' };
}

describe('after a sign-in', () => {
  test('the account is asked, with programs, dates and code, and nothing is joined unasked', async () => {
    const { earlier, user, solved, failed, id } = await asked();
    const [offer, ...others] = await joinsOf(user);
    expect(others).toEqual([]);
    expect(offer).toMatchObject({
      ...{ by: 'this user', joinedAt: null, undoUntil: null, programCount: 2, drafts: [] },
      programs: [
        { id: failed, assignment: 'Title of two', course: 'Title of python', verdict: 'failed' },
        { id: solved, verdict: 'passed', points: 100 },
      ],
    });
    const path = `/api/me/joins/${id}/submissions/${solved}`;
    const { json } = await api.get(path, user);
    expect((json as { submission: Submission }).submission).toMatchObject({ id: solved });
    expect((await pointsOf(user)).points).toBe(0);
    expect(await historyOf(user)).toEqual([]);
    expect((await pointsOf(earlier)).points).toBe(100);
    for (const other of [
      earlier,
      await api.newUser(),
      await aMember(api, database, ...studentOf),
    ]) {
      expect((await api.get(path, other)).status).toBe(404);
    }
  });

  test('who handed nothing in and typed nothing is not asked', async () => {
    expect(await joinsOf(await signedInAs(await api.newUser()))).toEqual([]);
  });

  test('"not mine" leaves all where it is, and the code can not be read any more', async () => {
    const { earlier, user, solved, id } = await asked();
    expect((await answer(user, id, 'refused')).status).toBe(204);
    expect(await joinsOf(user)).toEqual([]);
    expect((await api.get(`/api/me/joins/${id}/submissions/${solved}`, user)).status).toBe(404);
    expect((await answer(user, id, 'joined')).json).toMatchObject({
      type: '/problems/not-joinable',
    });
    expect((await pointsOf(earlier)).points).toBe(100);
  });
});

const studentOf = [student.slug, student.role] as const;

describe('joining', () => {
  test('moves submissions and points at once, on open pages too, and leaves the other empty', async () => {
    const { earlier, user, solved, failed, id } = await asked();
    const stream = await readEvents(`${url}/api/me/events?course=python`, user);
    await stream.nth('progress');
    expect((await answer(user, id, 'joined')).status).toBe(204);
    expect(await pointsOf(user)).toMatchObject({ points: 100, completedAssignmentIds: [one] });
    expect(await historyOf(user)).toEqual([failed, solved]);
    expect((await stream.nth('progress', 2)).data).toMatchObject({ points: 100 });
    stream.close();
    expect((await pointsOf(earlier)).points).toBe(0);
    expect(await historyOf(earlier)).toEqual([]);
    expect((await api.get(`/api/submissions/${solved}`, earlier)).status).toBe(404);
    expect((await api.get(`/api/submissions/${solved}`, user)).status).toBe(200);
  });

  test('keeps the better points of both, and adds up the tries that teachers see', async () => {
    const { earlier, user, failed, id } = await asked();
    const own = await solve(user, two);
    await answer(user, id, 'joined');
    expect((await pointsOf(user)).points).toBe(200);
    const teacher = await aTeacher(api, database, 'python');
    const path = `/api/teach/python/students/${user.uuid}`;
    const seen = (await api.get(path, teacher)).json as StudentOverview;
    expect(seen.joins).toMatchObject([{ programs: 2, undoneAt: null }]);
    const { rows } = await standings(user);
    expect(rows).toEqual([
      { slug: 'one', tries: 1, solved: true },
      { slug: 'two', tries: 2, solved: true },
    ]);
    expect((await standings(earlier)).rows).toEqual([]);
    await answer(user, id, 'undone');
    expect((await standings(user)).rows).toEqual([{ slug: 'two', tries: 1, solved: true }]);
    expect((await standings(earlier)).rows).toEqual([
      { slug: 'one', tries: 1, solved: true },
      { slug: 'two', tries: 1, solved: false },
    ]);
    expect(await historyOf(user)).toEqual([own]);
    expect(await historyOf(earlier)).toContain(failed);
    const undone = (await api.get(path, teacher)).json as StudentOverview;
    expect(undone.joins[0]?.undoneAt).not.toBeNull();
  });

  test('waits for a program in grading, of either side in its own way', async () => {
    const { earlier, user, id } = await asked();
    const { id: waiting } = await api.accept(earlier, two, newCode());
    const mine = await api.accept(user, two, newCode());
    const again = await api.post('/api/me/joins', user, await recoveryKeyOf(earlier));
    expect(again.json).toEqual({ id });
    const { status, json } = await answer(user, id, 'joined');
    expect([status, json]).toMatchObject([
      409,
      {
        type: '/problems/submission-in-grading',
        detail: 'One of the programs is in grading. Try again in a moment.',
        submissionId: waiting,
      },
    ]);
    await grade(api.office, waiting);
    // One of the account's own is in nobody's way.
    expect((await answer(user, id, 'joined')).status).toBe(204);
    await grade(api.office, mine.id);
    expect(await historyOf(user)).toEqual(expect.arrayContaining([waiting, mine.id]));
    expect((await pointsOf(user)).points).toBe(200);
  });

  test('happens once when it is asked for twice at a time, and a repetition changes nothing', async () => {
    const { earlier, user, id } = await asked();
    const statuses = await Promise.all([1, 2, 3].map(() => answer(user, id, 'joined')));
    expect(statuses.map(({ status }) => status)).toEqual([204, 204, 204]);
    expect((await pointsOf(user)).points).toBe(100);
    const exported = await exportUser(database.kysely, user.uuid);
    expect(exported?.joins).toMatchObject([
      { as: 'account', submissions: 2, refusedAt: null, undoneAt: null },
    ]);
    const actions = (list: typeof exported) =>
      list?.actions.filter(({ action }) => action === 'join-history');
    expect(actions(exported)).toMatchObject([{ by: 'this user', course: 'python' }]);
    expect(actions(await exportUser(database.kysely, earlier.uuid))).toMatchObject([
      { by: 'another user', course: 'python' },
    ]);
  });

  test('leaves results that others share, and shares them', async () => {
    const code = newCode();
    const earlier = await api.newUser();
    const source = await solve(earlier, one, code);
    const friend = await api.newUser();
    const reused = (await api.submit(friend, one, code)).json as { submission: Submission };
    expect(reused.submission.reusedFrom).toBe(source);
    const shared = newCode();
    const leader = await api.accept(friend, two, shared);
    const follower = await api.accept(earlier, two, shared);
    await grade(api.office, leader.id);
    const user = await signedInAs(earlier);
    const [offer] = await joinsOf(user);
    await answer(user, offer?.id ?? '', 'joined');
    expect((await pointsOf(user)).points).toBe(200);
    expect((await pointsOf(friend)).points).toBe(200);
    for (const [owner, id] of [
      [user, source],
      [user, follower.id],
      [friend, reused.submission.id],
    ] as const) {
      const { json } = await api.get(`/api/submissions/${id}`, owner);
      expect((json as { submission: Submission }).submission.result?.verdict).toBe('passed');
    }
  });

  test('loses nothing that was typed: the account keeps its draft, and can read the other', async () => {
    const earlier = await api.newUser();
    await write(earlier, one, 'typed before\n');
    await write(earlier, two, 'only before\n');
    const { uuid, linkToken } = await invited(database, student);
    const { user: first } = { user: await signedInBy(linkToken) };
    expect(first.uuid).toBe(uuid);
    await write(first, one, 'typed since\n');
    const { json } = await api.post('/api/me/joins', first, await recoveryKeyOf(earlier));
    const { id } = json as { id: string };
    await answer(first, id, 'joined');
    expect(await draftOf(first, one)).toBe('typed since\n');
    expect(await draftOf(first, two)).toBe('only before\n');
    const other = await api.get(`/api/me/joins/${id}/drafts/${one}`, first);
    expect(other.json).toMatchObject({ draft: { code: 'typed before\n' } });
    // What was changed since is the account's; what was not goes back.
    await answer(first, id, 'undone');
    expect([await draftOf(first, one), await draftOf(first, two)]).toEqual(['typed since\n', null]);
    expect(await draftOf(earlier, one)).toBe('typed before\n');
    await answer(first, (await joinsOf(first))[0]?.id ?? '', 'joined');
    await write(first, two, 'changed since\n', 1);
    await answer(first, (await joinsOf(first))[0]?.id ?? '', 'undone');
    expect(await draftOf(first, two)).toBe('changed since\n');
    expect(await draftOf(earlier, two)).toBe('only before\n');
  });
});

async function signedInBy(token: string): Promise<TestUser> {
  const { json } = await api.post('/api/sign-in', undefined, { token });
  const { user, token: session } = json as { user: { uuid: string }; token: string };
  return { uuid: user.uuid, token: session };
}

const recoveryKeyOf = async (user: TestUser) =>
  (await api.post('/api/recovery-keys', user)).json as { recoveryKey: string };

async function standings(user: TestUser) {
  const rows = await database.kysely
    .selectFrom('standings')
    .innerJoin('assignments', 'assignments.id', 'standings.assignment_id')
    .select(['slug', 'tries', 'solved_at'])
    .where('user_id', '=', user.uuid)
    .orderBy('slug')
    .execute();
  return {
    rows: rows.map(({ slug, tries, solved_at }) => ({ slug, tries, solved: solved_at !== null })),
  };
}

describe('undoing', () => {
  test('gives back exactly what was joined, and lets the holder join it again', async () => {
    const { earlier, user, solved, failed, id } = await asked();
    await answer(user, id, 'joined');
    const since = await solve(user, two);
    const [join] = await joinsOf(user);
    expect(join?.undoUntil).toBe(
      new Date(Date.parse(join?.joinedAt ?? '') + 14 * dayMs).toISOString(),
    );
    expect((await answer(user, id, 'undone')).status).toBe(204);
    expect(await pointsOf(user)).toMatchObject({ points: 100, completedAssignmentIds: [two] });
    expect(await historyOf(user)).toEqual([since]);
    expect(await pointsOf(earlier)).toMatchObject({ points: 100, completedAssignmentIds: [one] });
    expect(await historyOf(earlier)).toEqual([failed, solved]);
    expect((await answer(user, id, 'joined')).status).toBe(409);
    const [again] = await joinsOf(user);
    expect((await answer(user, again?.id ?? '', 'joined')).status).toBe(204);
    expect((await pointsOf(user)).points).toBe(200);
  });

  test('is for the anonymous user as well, whose work somebody else may have taken', async () => {
    const { earlier, user, id } = await asked();
    await answer(user, id, 'joined');
    const [seen, ...others] = await joinsOf(earlier);
    expect([seen?.by, seen?.programCount, others]).toEqual(['an account', 2, []]);
    expect(JSON.stringify(seen)).not.toContain(user.uuid);
    expect((await answer(earlier, id, 'undone')).status).toBe(204);
    expect((await pointsOf(earlier)).points).toBe(100);
    expect(await joinsOf(user)).toEqual([]);
    expect((await answer(user, id, 'joined')).status).toBe(409);
    const { actions } = (await exportUser(database.kysely, earlier.uuid)) ?? {};
    expect(actions?.at(-1)).toMatchObject({ action: 'undo-join', by: 'this user' });
  });

  test('ends after 14 days; so does the question', async () => {
    const { user, id } = await asked();
    const other = await asked();
    laterMs = -60_000;
    await answer(user, id, 'joined');
    laterMs = 14 * dayMs - 30_000;
    expect(await joinsOf(other.user)).toHaveLength(1);
    laterMs = 14 * dayMs;
    expect(await joinsOf(other.user)).toEqual([]);
    expect((await answer(other.user, other.id, 'joined')).json).toMatchObject({
      type: '/problems/not-joinable',
    });
    expect((await joinsOf(user))[0]?.undoUntil).toBeNull();
    expect((await answer(user, id, 'undone')).json).toMatchObject({
      type: '/problems/undo-is-over',
    });
    laterMs = 0;
    expect((await pointsOf(user)).points).toBe(100);
  });

  test('is refused once the anonymous user was deleted; the programs stay the account’s', async () => {
    const { earlier, user, id } = await asked();
    await answer(user, id, 'joined');
    await deleteUser(database.kysely, earlier.uuid);
    expect((await joinsOf(user))[0]?.undoUntil).toBeNull();
    expect((await answer(user, id, 'undone')).status).toBe(409);
    expect((await pointsOf(user)).points).toBe(100);
  });
});

describe('removal', () => {
  test('of the account removes what it joined, and what is left of the anonymous user', async () => {
    const { earlier, user, id } = await asked();
    await write(earlier, one, 'typed\n');
    await answer(user, id, 'joined');
    const deleted = await deleteUser(database.kysely, user.uuid);
    expect(deleted?.submissions).toBe(2);
    expect(await exportUser(database.kysely, earlier.uuid)).toBeNull();
  });

  test('of the account leaves an anonymous user who has handed in since', async () => {
    const { earlier, user, id } = await asked();
    await answer(user, id, 'joined');
    const since = await solve(earlier, two);
    await deleteUser(database.kysely, user.uuid);
    expect(await historyOf(earlier)).toEqual([since]);
  });

  test('of old data leaves an anonymous user to whom a history may go back', async () => {
    const { earlier, user, id } = await asked();
    await answer(user, id, 'joined');
    const rules = { before: new Date(Date.now() + 1000), keepNewest: true };
    let cursor: Parameters<typeof pruneBatch>[1]['cursor'] = null;
    do {
      ({ next: cursor } = await pruneBatch(database.kysely, { rules, dryRun: false, cursor }));
    } while (cursor !== null);
    expect((await answer(user, id, 'undone')).status).toBe(204);
    expect((await pointsOf(user)).points).toBe(0);
    // The failed program was pruned, the points were not.
    expect((await exportUser(database.kysely, earlier.uuid))?.points).toBe(100);
  });
});

describe('a history of another browser', () => {
  test('is offered to who has a device code of it, once, or its recovery key', async () => {
    const earlier = await api.newUser();
    const solved = await solve(earlier, one);
    const { code } = (await api.post('/api/device-codes', earlier)).json as { code: string };
    const user = await aMember(api, database, ...studentOf);
    expect((await api.post('/api/me/joins', user, { code: 'WRONG' })).status).toBe(403);
    const { status, json } = await api.post('/api/me/joins', user, { code });
    expect(status).toBe(201);
    expect((await pointsOf(user)).points).toBe(0);
    expect((await api.post('/api/me/joins', user, { code })).status).toBe(403);
    const later = await solve(earlier, two);
    await answer(user, (json as { id: string }).id, 'joined');
    // Only what there was when the code was shown.
    expect(await historyOf(user)).toEqual([solved]);
    expect(await historyOf(earlier)).toEqual([later]);
    const key = await recoveryKeyOf(earlier);
    const more = (await api.post('/api/me/joins', user, key)).json as { id: string };
    await answer(user, more.id, 'joined');
    expect(await historyOf(user)).toEqual([later, solved]);
  });

  test('is not offered if it is an account’s, or the user’s own', async () => {
    const user = await aMember(api, database, ...studentOf);
    for (const owner of [user, await aMember(api, database, ...studentOf)]) {
      const { status, json } = await api.post('/api/me/joins', user, await recoveryKeyOf(owner));
      expect([status, json]).toMatchObject([409, { type: '/problems/not-joinable' }]);
    }
  });

  test('is not joined once its user has an account, or to a user without one', async () => {
    const { earlier, user, id } = await asked();
    await database.kysely
      .insertInto('identities')
      .values({ user_id: earlier.uuid, issuer: 'mail', subject: 'since@example.org' })
      .execute();
    expect((await answer(user, id, 'joined')).status).toBe(409);
    const [anonymous, other] = [await api.newUser(), await api.newUser()];
    await solve(other, one);
    const offered = await api.post('/api/me/joins', anonymous, await recoveryKeyOf(other));
    const { status, json } = await answer(anonymous, (offered.json as { id: string }).id, 'joined');
    expect([status, json]).toMatchObject([403, { type: '/problems/forbidden' }]);
  });

  test('is nothing to who guesses or knows the id of a question', async () => {
    const { earlier, user, id } = await asked();
    const thief = await aMember(api, database, ...studentOf);
    for (const state of ['joined', 'refused', 'undone'] as const) {
      expect((await answer(thief, id, state)).status).toBe(404);
    }
    expect((await answer(earlier, id, 'refused')).status).toBe(404);
    expect((await answer(user, 'x', 'joined')).status).toBe(404);
    expect((await pointsOf(earlier)).points).toBe(100);
  });
});
