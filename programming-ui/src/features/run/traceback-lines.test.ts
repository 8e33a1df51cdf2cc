import { expect, it } from 'vitest';
import { splitTraceback } from './traceback-lines.ts';

it("finds the places of the student's file and no others", () => {
  const text =
    '  File "a.py", line 12, in f\n    x\n  File "<prompt 1>", line 1\n  File "a.py", line 3';
  expect(splitTraceback(text, 'a.py')).toEqual([
    { text: '  ', line: null },
    { text: 'File "a.py", line 12', line: 12 },
    { text: ', in f\n    x\n  File "<prompt 1>", line 1\n  ', line: null },
    { text: 'File "a.py", line 3', line: 3 },
  ]);
});
