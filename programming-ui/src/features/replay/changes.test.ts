import { expect, it } from 'vitest';
import { total, traceOf } from '../../testing/traces.ts';
import { findChanges } from './changes.ts';

it('names the step whose line set a variable, and the call that set a parameter', () => {
  const changes = findChanges(total.trace).map(({ name, by, seen }) => [name, by, seen]);
  expect(changes).toEqual([
    ['numbers', 2, 2],
    ['result', 3, 4],
    ['n', 4, 5],
    ['result', 5, 6],
    ['n', 6, 7],
    ['result', 7, 8],
  ]);
});

it('sets what a call returns by the line of the caller', () => {
  const trace = traceOf([
    { line: 5 },
    { kind: 'call', frame: 1, call: { name: 'f', caller: 0 } },
    { line: 2, frame: 1 },
    { kind: 'return', line: 2, frame: 1, returned: '1' },
    { line: 6, set: [[0, 'x', '1']] },
  ]);
  expect(findChanges(trace)).toEqual([
    { frame: 0, name: 'x', value: '1', inside: false, by: 0, seen: 4 },
  ]);
});

it('notes a change inside an object for each variable that leads to it', () => {
  const list = (items: (string | number)[]) => ({ type: 'list', items });
  const trace = traceOf([
    { line: 1 },
    {
      line: 2,
      set: [
        [0, 'grid', 1],
        [0, 'row', 2],
        [0, 'other', '3'],
      ],
      objects: [
        [1, list([2, 2])],
        [2, list(['0'])],
      ],
    },
    { line: 3, objects: [[2, list(['9'])]] },
  ]);
  expect(findChanges(trace).filter(({ inside }) => inside)).toEqual([
    { frame: 0, name: 'grid', value: 1, inside: true, by: 1, seen: 2 },
    { frame: 0, name: 'row', value: 2, inside: true, by: 1, seen: 2 },
  ]);
});
