import { expect, it } from 'vitest';
import { findStale } from './equivalent-mutants.ts';

const diff = '@@ f @@\n-    if a < 1:\n+    if a <= 1:';
const mutant = { operator: 'relational', isMessage: false, line: 2, diff, program: { code: '' } };
const oneFile = {};
const listed = [{ diff: `${diff}  \n`, line: 4 }];

it('accepts a mutant that no test notices, or that Python translates to the same', () => {
  const list = { mutants: [mutant], equal: [], leftOut: 0 };
  expect(findStale(listed, list, oneFile)).toEqual([]);
  expect(findStale(listed, list, oneFile, new Map([[diff, 'survived']]))).toEqual([]);
  expect(findStale(listed, { mutants: [], equal: [diff], leftOut: 0 }, oneFile)).toEqual([]);
});

it('reports one that a test notices, and one that the model solution does not have any more', () => {
  const list = { mutants: [mutant], equal: [], leftOut: 0 };
  expect(findStale(listed, list, oneFile, new Map([[diff, 'noticed']]))).toMatchObject([
    {
      kind: 'fault',
      file: 'assignment.yaml',
      line: 4,
      message: expect.stringContaining('fails a test') as string,
    },
  ]);
  const [gone] = findStale(listed, { mutants: [], equal: [], leftOut: 0 }, oneFile);
  expect(gone?.message).toContain('not a mutant of solution.py as it is now: @@ f @@ - ');
});
