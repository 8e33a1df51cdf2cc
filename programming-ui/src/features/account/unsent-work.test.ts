import { expect, it } from 'vitest';
import { memoryStore } from '../../testing/text-store.ts';
import { createLocalDraft } from '../drafts/local-draft.ts';
import { createSavedHandIn } from '../hand-in/saved-hand-in.ts';
import { findUnsentWork, removeWork } from './unsent-work.ts';

const store = memoryStore();
function work(user: string, assignment: string) {
  const of = { store, userUuid: () => user, assignment };
  return {
    draft: createLocalDraft({ ...of, onFailure: () => undefined }),
    handIn: createSavedHandIn(of),
  };
}
function type(user: string, assignment: string, code: string) {
  const { draft } = work(user, assignment);
  draft.write(code);
  draft.flush();
  return draft;
}

it('finds what the server does not have, and removes only the work of that user', () => {
  type('u-1', 'a/sent', 'x = 1\n').writeBase({ revision: 2, code: 'x = 1\n' });
  type('u-1', 'a/typed', 'x = 2\n').writeBase({ revision: 2, code: 'x = 1\n' });
  type('u-1', 'a/new', '').noteSent('');
  work('u-1', 'b/queued').handIn.write('print(1)');
  type('u-2', 'a/typed', 'other');
  expect(findUnsentWork(store, 'u-1')).toEqual([
    { assignment: 'a/new', handedIn: false },
    { assignment: 'a/typed', handedIn: false },
    { assignment: 'b/queued', handedIn: true },
  ]);

  removeWork(store, 'u-1');
  expect(findUnsentWork(store, 'u-1')).toEqual([]);
  expect(store.keys('').filter((key) => key.includes('u-1'))).toEqual([]);
  expect(work('u-2', 'a/typed').draft.read()).toBe('other');
});
