import { get } from 'svelte/store';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { maxCharacters, createConsole, maxLines } from './console.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const textOf = (console: ReturnType<typeof createConsole>) =>
  get(console.state)
    .entries.map(({ text }) => text)
    .join('');

it('shows text that arrives within a frame together, and reports when it is shown', () => {
  const console = createConsole();
  const shown = vi.fn();
  console.onShown(shown);
  console.append('stdout', 'a');
  console.append('stdout', 'b\n');
  console.append('stderr', 'c');
  expect(get(console.state).entries).toEqual([]);
  vi.advanceTimersByTime(16);
  expect(get(console.state).entries).toMatchObject([
    { kind: 'stdout', text: 'ab\n' },
    { kind: 'stderr', text: 'c' },
  ]);
  expect(shown).toHaveBeenCalledOnce();
});

it('keeps the last lines and reports that earlier ones were dropped', () => {
  const console = createConsole();
  for (let line = 1; line <= 10_000; line++) console.append('stdout', `${line}\n`);
  console.flush();
  const lines = textOf(console).trimEnd().split('\n');
  expect(lines.at(-1)).toBe('10000');
  expect(lines.length).toBeLessThanOrEqual(maxLines);
  expect(lines.length).toBeGreaterThan(maxLines - 200);
  expect(lines).toEqual(lines.map((_, index) => String(10_001 - lines.length + index)));
  expect(get(console.state).cut).toBe(true);
});

it('keeps at most maxCharacters, even of a single line', () => {
  const console = createConsole();
  console.append('stdout', 'x'.repeat(10 * maxCharacters));
  console.append('stdout', 'end');
  console.flush();
  expect(textOf(console).length).toBeLessThanOrEqual(maxCharacters);
  expect(textOf(console).endsWith('xend')).toBe(true);
  expect(get(console.state).cut).toBe(true);
});

it('loses nothing of a long text with lines of any length', () => {
  const console = createConsole();
  const text = Array.from({ length: 500 }, (_, line) => 'y'.repeat((line * 37) % 300)).join('\n');
  console.append('stdout', text);
  console.flush();
  expect(textOf(console)).toBe(text);
});

it('starts empty after clear', () => {
  const console = createConsole();
  console.append('note', 'old');
  console.clear();
  expect(get(console.state)).toEqual({ entries: [], cut: false });
});
