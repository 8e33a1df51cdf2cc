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

it('saves typed code within 300 ms, even during typing', () => {
  const { open } = start();
  const draft = open();
  for (const typed of ['p', 'pr', 'pri']) {
    draft.write(typed);
    vi.advanceTimersByTime(100);
  }
  expect(open().read()).toBe('pri');
});

it('saves at once when the page goes away', () => {
  const { open } = start();
  const draft = open();
  draft.write('x = 1');
  draft.flush();
  expect(open().read()).toBe('x = 1');
});

it('separates the drafts of users and assignments', () => {
  const { open, user } = start();
  const draft = open();
  draft.write('mine');
  draft.flush();
  expect(open('first-steps/sum').read()).toBeNull();
  user.uuid = 'grace';
  expect(open().read()).toBeNull();
});

it('saves the code for a new user of the same page', () => {
  const { open, user } = start();
  const draft = open();
  draft.write('x = 1');
  user.uuid = 'grace';
  draft.flush();
  expect(open().read()).toBe('x = 1');
});

it('reports when the browser refuses to save it', () => {
  const { open, onFailure } = start(memoryStore(false));
  const draft = open();
  draft.write('x = 1');
  draft.flush();
  expect(onFailure).toHaveBeenCalledTimes(1);
});

it("remembers the server's draft, whatever the code", () => {
  const { open, user } = start();
  expect(open().readBase()).toBeNull();
  const base = { revision: 12, code: '\n7\r\nx = "ä\u{1f600}"\n' };
  open().writeBase(base);
  expect(open().readBase()).toEqual(base);
  user.uuid = 'grace';
  expect(open().readBase()).toBeNull();
});
