import { expect, it, vi } from 'vitest';
import { ProblemError } from '../../api/problem.ts';
import { createSession } from './session.ts';

const unauthenticated = () => new ProblemError(401, { type: '/problems/unauthenticated' }, null);

function start() {
  let known = false;
  const createUser = vi.fn(() => {
    known = true;
    return Promise.resolve({ user: { uuid: 'u', points: 0 } });
  });
  const call = vi.fn(() => (known ? Promise.resolve('answer') : Promise.reject(unauthenticated())));
  const session = createSession({ createUser });
  const onReplaced = vi.fn();
  session.onReplaced(onReplaced);
  return { session, createUser, call, onReplaced, forget: () => (known = false) };
}

it('makes a session on the first 401 and runs the call again, without a word', async () => {
  const { session, createUser, call, onReplaced } = start();
  await expect(session.run(call)).resolves.toBe('answer');
  expect(createUser).toHaveBeenCalledTimes(1);
  expect(onReplaced).not.toHaveBeenCalled();
});

it('makes one session for calls that fail together', async () => {
  const { session, createUser, call } = start();
  await Promise.all([session.run(call), session.run(call), session.run(call)]);
  expect(createUser).toHaveBeenCalledTimes(1);
});

it('tells when the server has forgotten a session that had worked', async () => {
  const { session, call, onReplaced, forget } = start();
  await session.run(call);
  forget();
  await expect(session.run(call)).resolves.toBe('answer');
  expect(onReplaced).toHaveBeenCalledTimes(1);
});

it('passes on every other error', async () => {
  const { session, createUser } = start();
  const error = new ProblemError(404, {}, null);
  await expect(session.run(() => Promise.reject(error))).rejects.toBe(error);
  expect(createUser).not.toHaveBeenCalled();
});
