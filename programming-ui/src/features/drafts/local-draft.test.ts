import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { memoryStore } from '../../testing/text-store.ts';
import { createLocalDraft } from './local-draft.ts';

function start(store = memoryStore()) {
  const user = { uuid: 'ada' };
  const onFailure = vi.fn();
  const open = (assignment = 'first-steps/hello') =>
    createLocalDraft({ store, userUuid: () => user.uuid, assignment, onFailure });
  return { store, user, open, onFailure };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('keeps typed code within 300 ms, even while typing goes on', () => {
  const { open } = start();
  const draft = open();
  for (const typed of ['p', 'pr', 'pri']) {
    draft.write(typed);
    vi.advanceTimersByTime(100);
  }
  expect(open().read()).toBe('pri');
});

it('keeps at once when the page goes away', () => {
  const { open } = start();
  const draft = open();
  draft.write('x = 1');
  draft.flush();
  expect(open().read()).toBe('x = 1');
});

it('keeps the drafts of users and assignments apart', () => {
  const { open, user } = start();
  const draft = open();
  draft.write('mine');
  draft.flush();
  expect(open('first-steps/sum').read()).toBeNull();
  user.uuid = 'grace';
  expect(open().read()).toBeNull();
});

it('takes the code along to a new user of the same page', () => {
  const { open, user } = start();
  const draft = open();
  draft.write('x = 1');
  user.uuid = 'grace';
  draft.flush();
  expect(open().read()).toBe('x = 1');
});

it('tells when the browser refuses to keep it', () => {
  const { open, onFailure } = start(memoryStore(false));
  const draft = open();
  draft.write('x = 1');
  draft.flush();
  expect(onFailure).toHaveBeenCalledTimes(1);
});

it('remembers what the server has, whatever the code', () => {
  const { open, user } = start();
  expect(open().readBase()).toBeNull();
  const base = { revision: 12, code: '\n7\r\nx = "ä\u{1f600}"\n' };
  open().writeBase(base);
  expect(open().readBase()).toEqual(base);
  user.uuid = 'grace';
  expect(open().readBase()).toBeNull();
});
