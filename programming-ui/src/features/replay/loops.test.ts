import { expect, it } from 'vitest';
import { total, traceOf } from '../../testing/traces.ts';
import { findLoops, roundsAround } from './loops.ts';

it('finds the rounds of a loop and the step after it', () => {
  const loops = findLoops(total.trace.steps);
  expect(loops).toEqual([{ frame: 1, file: 0, line: 3, lastLine: 4, rounds: [4, 6], end: 8 }]);
  const live = new Set([0, 1]);
  expect(roundsAround(loops, 7, live)).toEqual([{ loop: loops[0], round: 2 }]);
  expect(roundsAround(loops, 3, live)).toEqual([]);
  expect(roundsAround(loops, 8, live)).toEqual([]);
  expect(roundsAround(loops, 7, new Set([0]))).toEqual([]);
});

it('tells nested loops apart, and a loop that runs again', () => {
  const lines: [number, number?][] = [
    [1, 1],
    [2, 1],
    [3],
    [2, 2],
    [3],
    [2],
    [5],
    [1, 2],
    [2, 1],
    [3],
    [2],
    [5],
    [1],
    [6],
  ];
  const { steps } = traceOf(
    lines.map(([line, round]) => ({
      line,
      ...(round === undefined ? {} : { round, loopEnd: line === 1 ? 5 : 3 }),
    })),
  );
  const loops = findLoops(steps);
  expect(loops.map(({ line, rounds, end }) => ({ line, rounds, end }))).toEqual([
    { line: 1, rounds: [0, 7], end: 12 },
    { line: 2, rounds: [1, 3], end: 5 },
    { line: 2, rounds: [8], end: 10 },
  ]);
  const around = roundsAround(loops, 4, new Set([0]));
  expect(around.map(({ loop, round }) => [loop.line, round])).toEqual([
    [1, 1],
    [2, 2],
  ]);
});

it('keeps a loop open while a generator waits in it, and ends it with a return', () => {
  const { steps } = traceOf([
    { line: 2, frame: 1, round: 1, loopEnd: 4 },
    { line: 3, frame: 1 },
    { line: 3, frame: 1, kind: 'return', yielded: '1' },
    { line: 9, frame: 0 },
    { line: 3, frame: 1, kind: 'call', call: { name: 'f', caller: 0, kind: 'resume' } },
    { line: 4, frame: 1 },
    { line: 4, frame: 1, kind: 'return', returned: 'None' },
  ]);
  expect(findLoops(steps)).toEqual([
    { frame: 1, file: 0, line: 2, lastLine: 4, rounds: [0], end: 6 },
  ]);
});
