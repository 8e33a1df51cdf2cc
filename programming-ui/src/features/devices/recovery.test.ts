import { get } from 'svelte/store';
import { expect, it } from 'vitest';
import { memoryStore } from '../../testing/text-store.ts';
import { createRecoveryOffer } from './recovery.ts';

it('is open from the first solved assignment on, until a key is made or declined', () => {
  for (const close of ['noteMade', 'dismiss'] as const) {
    const store = memoryStore();
    const recovery = createRecoveryOffer(store);
    recovery.note('ada', 0);
    expect(get(recovery.open)).toBe(false);
    recovery.note('ada', 1);
    expect(get(recovery.open)).toBe(true);
    recovery[close]();
    expect(get(recovery.open)).toBe(false);
    const again = createRecoveryOffer(store);
    again.note('ada', 4);
    expect([get(again.open), get(again.offered)]).toEqual([false, false]);
    again.note('grace', 1);
    expect(get(again.open)).toBe(true);
  }
});

it('is offered beside one result, from the third solved assignment on', () => {
  const recovery = createRecoveryOffer(memoryStore());
  const offeredAfter = (solved: number) => {
    recovery.note('ada', solved);
    return get(recovery.offered);
  };
  expect([1, 2, 3].map(offeredAfter)).toEqual([false, false, true]);
  recovery.noteOffered();
  // The server reports the same progress once more.
  expect(offeredAfter(3)).toBe(true);
  expect(offeredAfter(4)).toBe(false);
  expect(get(recovery.open)).toBe(true);
});

it('remembers the request until the settings show it', () => {
  const recovery = createRecoveryOffer(memoryStore());
  expect(get(recovery.requested)).toBeNull();
  recovery.request('make');
  expect(get(recovery.requested)).toBe('make');
  recovery.noteShown();
  expect(get(recovery.requested)).toBeNull();
});
