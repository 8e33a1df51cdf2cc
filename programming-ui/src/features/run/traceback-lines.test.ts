import { expect, it } from 'vitest';
import { splitTraceback } from './traceback-lines.ts';

it("finds the places of the student's files and no others", () => {
  const text =
    '  File "a.py", line 12, in f\n    x\n  File "<prompt 1>", line 1\n  File "b.py", line 3';
  const first = [
    { text: '  ', spot: null },
    { text: 'File "a.py", line 12', spot: { file: 'a.py', line: 12 } },
  ];
  expect(splitTraceback(text, ['a.py', 'b.py'])).toEqual([
    ...first,
    { text: ', in f\n    x\n  File "<prompt 1>", line 1\n  ', spot: null },
    { text: 'File "b.py", line 3', spot: { file: 'b.py', line: 3 } },
  ]);
  expect(splitTraceback(text, ['a.py'])).toHaveLength(3);
});
