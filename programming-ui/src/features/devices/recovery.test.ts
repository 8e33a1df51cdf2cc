import { get } from 'svelte/store';
import { expect, it } from 'vitest';
import { memoryStore } from '../../testing/text-store.ts';
import { createRecoveryOffer } from './recovery.ts';

it('is offered after the first solved assignment, until it is made or declined', () => {
  for (const close of ['noteMade', 'dismiss'] as const) {
    const store = memoryStore();
    const recovery = createRecoveryOffer(store);
    recovery.note('ada', 0);
    expect(get(recovery.offered)).toBe(false);
    recovery.note('ada', 1);
    expect(get(recovery.offered)).toBe(true);
    recovery[close]();
    expect(get(recovery.offered)).toBe(false);
    const again = createRecoveryOffer(store);
    again.note('ada', 2);
    expect(get(again.offered)).toBe(false);
    again.note('grace', 1);
    expect(get(again.offered)).toBe(true);
  }
});

it('remembers the request until the settings show it', () => {
  const recovery = createRecoveryOffer(memoryStore());
  expect(get(recovery.requested)).toBeNull();
  recovery.request('make');
  expect(get(recovery.requested)).toBe('make');
  recovery.noteShown();
  expect(get(recovery.requested)).toBeNull();
});
