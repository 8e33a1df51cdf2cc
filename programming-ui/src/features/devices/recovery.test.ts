import { get } from 'svelte/store';
import { expect, it } from 'vitest';
import { memoryStore } from '../../testing/text-store.ts';
import { createRecoveryOffer } from './recovery.ts';

it('is offered after the first solved assignment, until it is made or put aside', () => {
  for (const settle of ['noteMade', 'dismiss'] as const) {
    const store = memoryStore();
    const recovery = createRecoveryOffer(store);
    recovery.note('ada', 0);
    expect(get(recovery.offered)).toBe(false);
    recovery.note('ada', 1);
    expect(get(recovery.offered)).toBe(true);
    recovery[settle]();
    expect(get(recovery.offered)).toBe(false);
    const again = createRecoveryOffer(store);
    again.note('ada', 2);
    expect(get(again.offered)).toBe(false);
    again.note('grace', 1);
    expect(get(again.offered)).toBe(true);
  }
});

it('keeps that it was asked for until the settings show it', () => {
  const recovery = createRecoveryOffer(memoryStore());
  expect(get(recovery.asked)).toBeNull();
  recovery.ask('make');
  expect(get(recovery.asked)).toBe('make');
  recovery.noteShown();
  expect(get(recovery.asked)).toBeNull();
});
