import { get } from 'svelte/store';
import { expect, it, vi } from 'vitest';
import { NetworkError, ProblemError } from '../../api/problem.ts';
import { createTextStore } from '../../browser/text-store.ts';
import { createSession } from './session.ts';

const unauthenticated = () => new ProblemError(401, { type: '/problems/unauthenticated' }, null);

function start(savedUser: string | null = null) {
  const store = createTextStore(() => {
    throw new Error('nothing to store in');
  });
  if (savedUser !== null) store.write('touchstone:user', savedUser);
  let known = false;
  const createUser = vi.fn(() => {
    known = true;
    return Promise.resolve({ user: { uuid: 'u', points: 0 } });
  });
  const call = vi.fn(() => (known ? Promise.resolve('answer') : Promise.reject(unauthenticated())));
  const session = createSession({ createUser }, store);
  const onReplaced = vi.fn();
  session.onReplaced(onReplaced);
  const become = (value: boolean) => (known = value);
  return { session, createUser, call, onReplaced, become };
}

it('creates a user on the first 401 and repeats the call silently', async () => {
  const { session, createUser, call, onReplaced } = start();
  await expect(session.run(call)).resolves.toBe('answer');
  expect(createUser).toHaveBeenCalledTimes(1);
  expect(onReplaced).not.toHaveBeenCalled();
  expect(get(session.ended)).toBe(false);
});

it('knows a user who is new in this browser until the next visit', () => {
  const first = start().session;
  first.noteUser('one');
  expect(get(first.created)).toBe(true);
});

it('knows that the browser had this user before', () => {
  const { session } = start('one');
  session.noteUser('one');
  expect(get(session.created)).toBe(false);
});

it('creates one user for calls that fail together', async () => {
  const { session, createUser, call } = start();
  await Promise.all([session.run(call), session.run(call), session.run(call)]);
  expect(createUser).toHaveBeenCalledTimes(1);
});

it.each([
  ['had worked', null],
  ['was of a user that this browser knows', 'u-1'],
])('waits for the student when a session is gone that %s', async (_, savedUser) => {
  const { session, createUser, call, onReplaced, become } = start(savedUser);
  if (savedUser === null) {
    await session.run(call);
    session.noteUser('u-1');
    become(false);
  }
  const [users, calls] = [createUser.mock.calls.length, call.mock.calls.length];
  const pending = session.run(call);
  await vi.waitFor(() => expect(get(session.ended)).toBe(true));
  expect(await session.endedUser()).toBe('u-1');
  const another = session.run(call);
  expect(createUser).toHaveBeenCalledTimes(users);
  expect(call).toHaveBeenCalledTimes(calls + 1);

  await session.startAsNewUser();
  await expect(Promise.all([pending, another])).resolves.toEqual(['answer', 'answer']);
  expect(createUser).toHaveBeenCalledTimes(users + 1);
  expect(onReplaced).toHaveBeenCalledTimes(1);
  expect(get(session.ended)).toBe(false);
});

it('keeps waiting when no new user could be created', async () => {
  const { session, createUser, call, onReplaced } = start('u-1');
  const pending = session.run(call);
  await vi.waitFor(() => expect(get(session.ended)).toBe(true));
  createUser.mockRejectedValueOnce(new NetworkError('away'));
  await expect(session.startAsNewUser()).rejects.toThrow('away');
  expect(get(session.ended)).toBe(true);
  expect(onReplaced).not.toHaveBeenCalled();
  await session.startAsNewUser();
  await expect(pending).resolves.toBe('answer');
});

it('continues when another tab has a session', async () => {
  const { session, createUser, call, become } = start('u-1');
  const pending = session.run(call);
  await vi.waitFor(() => expect(get(session.ended)).toBe(true));
  session.follow({ key: 'something else', newValue: 'x' });
  expect(get(session.ended)).toBe(true);
  become(true);
  session.follow({ key: 'touchstone:user', newValue: 'u-2' });
  await expect(pending).resolves.toBe('answer');
  expect(createUser).not.toHaveBeenCalled();
});

it('passes on every other error', async () => {
  const { session, createUser } = start();
  const error = new ProblemError(404, {}, null);
  await expect(session.run(() => Promise.reject(error))).rejects.toBe(error);
  expect(createUser).not.toHaveBeenCalled();
});
