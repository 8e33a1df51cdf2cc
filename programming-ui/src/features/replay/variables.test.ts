import { expect, it } from 'vitest';
import { total, traceOf } from '../../testing/traces.ts';
import { findChanges } from './changes.ts';
import { createReplayState } from './replay-state.ts';
import type { Trace } from './trace.ts';
import { frameRows } from './variables.ts';

const rowsAt = (trace: Trace, at: number) =>
  frameRows(createReplayState(trace)(at), findChanges(trace), at);

it('has the variables of each frame, what just changed, and where else it changed', () => {
  const [outside, inTotal] = rowsAt(total.trace, 6);
  expect(outside).toEqual({ id: 0, title: 'Outside functions', rows: [] });
  expect(inTotal?.title).toBe('In total');
  expect(inTotal?.rows).toEqual([
    { name: 'numbers', value: '[1, 12]', notes: [], changed: false, earlier: 2, later: null },
    { name: 'result', value: '1', notes: ['changed'], changed: true, earlier: 5, later: 7 },
    { name: 'n', value: '1', notes: [], changed: false, earlier: 4, later: null },
  ]);
});

it('names the variables and places that have the same object', () => {
  const trace = traceOf([
    {
      set: [
        [0, 'grid', 1],
        [0, 'row', 2],
        [0, 'copy', 1],
      ],
      objects: [
        [1, { type: 'list', items: [3, 3] }],
        [
          2,
          {
            type: 'dict',
            entries: [
              ["'a'", 4],
              ["'b'", 4],
            ],
          },
        ],
        [3, { type: 'list', items: ['0'] }],
        [4, { type: 'Dog', entries: [['friend', 4]] }],
      ],
    },
    { kind: 'call', frame: 1, call: { name: 'fill', caller: 0 }, set: [[1, 'table', 1]] },
  ]);
  const [outside, inFill] = rowsAt(trace, 1);
  expect(outside?.rows.map(({ name, value, notes }) => [name, value, notes])).toEqual([
    ['grid', '[[0], [0]]', ['same list as copy', 'grid[1] is the same list as grid[0]']],
    [
      'row',
      "{'a': Dog {friend: Dog {…}}, 'b': Dog {friend: Dog {…}}}",
      ["row['b'] is the same Dog as row['a']", "row['a'].friend is the same Dog as row['a']"],
    ],
    ['copy', '[[0], [0]]', ['same list as grid']],
  ]);
  expect(inFill?.rows.map(({ notes }) => notes)).toEqual([
    ['new', 'same list as grid (outside functions)'],
  ]);
});

it('numbers the calls of a function that calls itself', () => {
  const trace = traceOf([
    { kind: 'call', frame: 1, call: { name: 'fact', caller: 0 } },
    { kind: 'call', frame: 2, call: { name: 'fact', caller: 1 } },
  ]);
  expect(rowsAt(trace, 1).map(({ title }) => title)).toEqual([
    'In fact, call 1 of those running',
    'In fact, call 2 of those running',
  ]);
});
