import { expect, it } from 'vitest';
import { programOf, total, traceOf } from '../../testing/traces.ts';
import type { ProgramFiles } from '../program/program.ts';
import { findChanges } from './changes.ts';
import { createReplayState } from './replay-state.ts';
import { stepSentence } from './step-sentence.ts';
import type { Trace } from './trace.ts';

function sentences({ trace, files }: { trace: Trace; files: ProgramFiles }): string[] {
  const stateAt = createReplayState(trace);
  const changes = findChanges(trace);
  return trace.steps.map(({ frame }, at) => {
    const { frames, objects } = stateAt(at);
    const seen = changes.filter(({ by }) => by === at).map((change) => change.seen);
    return stepSentence({
      trace,
      files,
      changes,
      at,
      objects,
      objectsAfter: stateAt(Math.max(at, ...seen)).objects,
      frame: frames.find(({ id }) => id === frame) ?? { name: '', variables: [] },
    });
  });
}

it('says of each step where it is, what its expressions are and what its line sets', () => {
  expect(sentences(total)).toEqual([
    'Line 1 of 7 runs.',
    'Line 7 of 7: `total([1, 12])` is `2`.',
    'Line 1 of 7: `total` is called with `numbers = [1, 12]`.',
    'Line 2 of 7: It sets `result` to `0`.',
    'Line 3 of 7: Round 1 begins. It sets `n` to `1`.',
    'Line 4 of 7: `n` is `1`. `n % 10` is `1`. It sets `result` to `1`.',
    'Line 3 of 7: Round 2 begins. It sets `n` to `12`.',
    'Line 4 of 7: `n` is `12`. `n % 10` is `2`. It sets `result` to `2`.',
    'Line 3 of 7 runs.',
    'Line 5 of 7 runs.',
    'Line 5 of 7: `total` returns `2`.',
    'Line 7 of 7: Your program has printed `2`. This file has run to its end.',
  ]);
});

it('says what was typed, raised and changed inside an object, and which file it is in', () => {
  const files: ProgramFiles = [
    { name: 'main.py', code: 'words = []\nwords.append(input())\ndel words\n1 / 0\n' },
    { name: 'tools.py', code: 'x = 1\r\n' },
  ];
  const trace = traceOf(
    [
      { line: 1 },
      { line: 2, set: [[0, 'words', 1]], objects: [[1, { type: 'list', items: [] }]] },
      { line: 3, input: 'Ada\n', objects: [[1, { type: 'list', items: ["'Ada'"] }]] },
      { line: 4, set: [[0, 'words', null]] },
      { line: 4, kind: 'raise', raised: 'ZeroDivisionError: division by zero' },
      { kind: 'call', file: 1, frame: 1, call: { name: '<module>', caller: 0 } },
    ],
    ['main.py', 'tools.py'],
  );
  expect(sentences({ trace, files })).toEqual([
    'Line 1 of 4 in main.py: It sets `words` to `[]`.',
    "Line 2 of 4 in main.py: Then `words` is `['Ada']`.",
    'Line 3 of 4 in main.py: It has read the typed line `Ada`. It deletes `words`.',
    'Line 4 of 4 in main.py runs.',
    'Line 4 of 4 in main.py: `ZeroDivisionError: division by zero` is raised.',
    'Line 1 of 1 in tools.py: Python begins to run this file.',
  ]);
});

it('says that a generator yields and goes on, and that the body of a class runs', () => {
  const trace = traceOf([
    { kind: 'call', frame: 1, call: { name: 'evens', caller: 0 } },
    { kind: 'return', frame: 1, yielded: '2' },
    { kind: 'call', frame: 1, call: { name: 'evens', caller: 0, kind: 'resume' } },
    { kind: 'call', frame: 2, call: { name: 'Dog', caller: 0, kind: 'class' } },
    { kind: 'return', frame: 2 },
  ]);
  expect(sentences({ trace, files: programOf('pass\n') })).toEqual([
    'Line 1 of 1: `evens` is called.',
    'Line 1 of 1: `evens` yields `2` and waits.',
    'Line 1 of 1: `evens` goes on after its `yield`.',
    'Line 1 of 1: The body of the class `Dog` runs.',
    'Line 1 of 1: The body of the class `Dog` has run to its end.',
  ]);
});

it('says the outer expression of several, on one line and cut in its middle', () => {
  const code = `x = f(\n    ${'a'.repeat(70)},\n    b)\n`;
  const trace = traceOf([
    {
      values: [
        { from: [2, 4], to: [2, 74], value: '1' },
        { from: [1, 4], to: [3, 6], value: "'ä'" },
      ],
    },
  ]);
  const [sentence] = sentences({ trace, files: programOf(code) });
  expect(sentence).toBe(`Line 1 of 3: \`f( ${'a'.repeat(37)}…${'a'.repeat(15)}, b)\` is \`'ä'\`.`);
});
