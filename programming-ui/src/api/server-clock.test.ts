import { expect, it } from 'vitest';
import { createServerClock } from './server-clock.ts';

function start() {
  const machine = { elapsedMs: 1_000 };
  return { machine, clock: createServerClock(() => machine.elapsedMs) };
}

it('is that of the answers, however wrong the machine’s is', () => {
  const { machine, clock } = start();
  clock.note('Tue, 01 Dec 2026 16:00:00 GMT');
  machine.elapsedMs += 90_000;
  expect(new Date(clock.now()).toISOString()).toBe('2026-12-01T16:01:30.000Z');
});

it('does not go back for an answer from a cache, and goes on after a sleep', () => {
  const { clock } = start();
  clock.note('Tue, 01 Dec 2026 16:00:00 GMT');
  clock.note('Tue, 01 Dec 2026 15:00:00 GMT');
  clock.note('not a date');
  clock.note(null);
  expect(new Date(clock.now()).toISOString()).toBe('2026-12-01T16:00:00.000Z');
  clock.note('Tue, 01 Dec 2026 18:00:00 GMT');
  expect(new Date(clock.now()).toISOString()).toBe('2026-12-01T18:00:00.000Z');
});

it('is the machine’s before any answer', () => {
  expect(Math.abs(start().clock.now() - Date.now())).toBeLessThan(10_000);
});
