import { expect, it } from 'vitest';
import { readErrorPlace } from './error-place.ts';

it('parses the calls that led to an error', () => {
  const text = [
    "TypeError: 'int' object is not subscriptable",
    '  File "submission.py", line 6, in hello',
    '    return inner(3)',
    '  File "submission.py", line 2, in inner',
  ].join('\n');
  expect(readErrorPlace(text)).toEqual({
    message: "TypeError: 'int' object is not subscriptable",
    frames: [
      { file: 'submission.py', line: 6, name: 'hello', code: 'return inner(3)' },
      { file: 'submission.py', line: 2, name: 'inner', code: '' },
    ],
    caret: null,
  });
});

it('parses the columns that a caret points to', () => {
  const text = "SyntaxError: '(' was never closed\n    x = (1, 2\n        ^";
  expect(readErrorPlace(text)).toEqual({
    message: "SyntaxError: '(' was never closed",
    frames: [],
    caret: { code: 'x = (1, 2', from: 4, to: 5 },
  });
});

it.each(['', 'hello there\nhello there', 'one\n  two'])('finds no place in %j', (text) => {
  expect(readErrorPlace(text)).toBeNull();
});
