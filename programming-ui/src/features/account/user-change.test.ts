import { expect, it, vi } from 'vitest';
import { memoryStore } from '../../testing/text-store.ts';
import { createSession } from '../session/session.ts';
import { createUserChange } from './user-change.ts';

/** Two tabs of one browser. Each call that a tab makes is noted. */
function twoTabs() {
  const store = memoryStore();
  const calls: string[] = [];
  const client = { createUser: () => Promise.reject(new Error('there is a user')) };
  const open = (name: string) => {
    const session = createSession(client, store);
    const reload = vi.fn();
    const written = {
      write(key: string, text: string) {
        for (const tab of tabs) if (tab.name !== name) tab.follow({ key, newValue: text });
        return store.write(key, text);
      },
    };
    const change = createUserChange(written, session, reload);
    const follow = (event: { key: string; newValue: string }) => {
      session.follow(event);
      change.follow(event);
    };
    const call = () =>
      session.run(() => {
        calls.push(name);
        return Promise.resolve();
      });
    return { name, change, follow, reload, call, session };
  };
  const tabs: ReturnType<typeof open>[] = [];
  const here = open('here');
  const other = open('other');
  tabs.push(here, other);
  return { here, other, calls };
}

it('stops the calls of all tabs while the user changes, and then loads the others anew', async () => {
  const { here, other, calls } = twoTabs();
  await here.change.run(() => {
    void other.call();
    expect(other.reload).not.toHaveBeenCalled();
    return Promise.resolve();
  });
  expect(other.reload).toHaveBeenCalledTimes(1);
  // Until they are gone, they send nothing as the new user.
  other.follow({ key: 'touchstone:user', newValue: 'u-2' });
  void here.call();
  await Promise.resolve();
  expect(calls).toEqual([]);
});

it('lets this page go on when the user did not change', async () => {
  const { here, calls } = twoTabs();
  await expect(here.change.run(() => Promise.reject(new Error('used')))).rejects.toThrow('used');
  await here.call();
  expect(calls).toEqual(['here']);
});
