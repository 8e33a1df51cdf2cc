import { describe, expect, it } from 'vitest';
import { gradingResult, testResult } from '../../testing/submissions.ts';
import { lineMarks } from './line-marks.ts';
import { readJudgeText, readTestMessage, suspectSpot } from './judge-text.ts';

const one = (code: string) => [{ name: 'a.py', code }];

it('marks each line where tests fail once, with all their messages', () => {
  const tests = [
    testResult({ outcome: 'failed', line: 7, title: 'Second', message: 'not 2' }),
    testResult({ outcome: 'error', line: 3, title: 'First' }),
    testResult({ outcome: 'failed', line: 7, title: 'Third' }),
    testResult({ outcome: 'passed', line: 9 }),
  ];
  expect(lineMarks(gradingResult({ tests }), one(''))).toEqual([
    { file: 'a.py', line: 3, message: 'First', columns: null },
    { file: 'a.py', line: 7, message: 'Second: not 2\n\nThird', columns: null },
  ]);
});

it('shows a message shared by several tests once, without the line number', () => {
  const message = 'Line 2: `name` is not defined.';
  const tests = [
    testResult({ outcome: 'error', line: 2, title: 'First', message }),
    testResult({ outcome: 'error', line: 2, title: 'Second', message }),
    testResult({ outcome: 'failed', line: 2, title: 'Third', message: 'it is 3' }),
  ];
  expect(lineMarks(gradingResult({ tests }), one(''))).toEqual([
    {
      file: 'a.py',
      line: 2,
      message: '2 tests: `name` is not defined.\n\nThird: it is 3',
      columns: null,
    },
  ]);
});

const sentence = 'Line 2: The bracket `(` is never closed. Write `)` where it should end.';
const syntaxError = `${sentence}

SyntaxError: '(' was never closed
    print("hello"
         ^
`;

it('marks the columns that Python points to when the file does not load', () => {
  const result = gradingResult({ verdict: 'syntax-error', tests: [], output: syntaxError });
  expect(lineMarks(result, one('def f():\n  print("hello"\n'))).toEqual([
    { file: 'a.py', line: 2, message: sentence.replace('Line 2: ', ''), columns: [7, 8] },
  ]);
  expect(lineMarks(result, one('something else'))).toEqual([
    { file: 'a.py', line: 2, message: sentence.replace('Line 2: ', ''), columns: null },
  ]);
});

it('marks the line that the message of a failed test points to', () => {
  const message =
    'Return it.\n\n`hello()` should be 1, but is 2. Look at line 4, where `hello` returns.';
  const tests = [testResult({ outcome: 'failed', title: 'One', message })];
  expect(lineMarks(gradingResult({ tests }), one(''))).toEqual([
    {
      file: 'a.py',
      line: 4,
      message: 'One\nReturn it.\n`hello()` should be 1, but is 2.',
      columns: null,
    },
  ]);
  expect(suspectSpot('Look at `f`, which begins in line 3.')).toEqual({ line: 3 });
  expect(suspectSpot('Only the white space in line 3 is wrong.')).toBeNull();
});

it('marks nothing when no line is named', () => {
  expect(
    lineMarks(gradingResult({ verdict: 'timeout', tests: [], output: 'hello' }), one('')),
  ).toEqual([]);
});

it('parses the sentence, the place and the line of an error', () => {
  expect(readJudgeText(syntaxError)).toEqual({
    sentence,
    place: {
      message: "SyntaxError: '(' was never closed",
      frames: [],
      caret: { code: 'print("hello"', from: 5, to: 6 },
    },
    rest: '',
    line: 2,
  });
  expect(readJudgeText('Something else')).toEqual({
    sentence: 'Something else',
    place: null,
    rest: '',
    line: null,
  });
});

it('finds the line below a sentence about limits', () => {
  const text = 'The program needs more memory.\nLine 1: MemoryError\n\n    x = [0] * 10**9';
  expect(readJudgeText(text)).toMatchObject({ line: 1, rest: '    x = [0] * 10**9' });
});

it('parses the paragraphs and the place of a test message', () => {
  const text = 'First.\n\nLine 2: No.\n\nKeyError: 1\n  File "a.py", line 2, in f\n    x[1]';
  expect(readTestMessage(text)).toEqual({
    paragraphs: ['First.', 'Line 2: No.'],
    place: {
      message: 'KeyError: 1',
      frames: [{ file: 'a.py', line: 2, name: 'f', code: 'x[1]' }],
      caret: null,
    },
  });
});

describe('a program of several files', () => {
  const files = [
    { name: 'main.py', code: 'import shapes\n' },
    { name: 'shapes.py', code: 'def area(\n' },
  ];

  it('has each mark in its file, in the order of the tabs', () => {
    const message = 'Line 2 of shapes.py: `pi` is not defined.';
    const look = '`area()` should be 1. Look at line 4 of shapes.py, where `area` returns.';
    const tests = [
      testResult({ outcome: 'error', line: 2, file: 'shapes.py', title: 'One', message }),
      testResult({ outcome: 'failed', title: 'Two', message: look }),
      testResult({ outcome: 'error', line: 2, file: 'main.py', title: 'Three' }),
    ];
    expect(lineMarks(gradingResult({ tests }), files)).toEqual([
      { file: 'main.py', line: 2, message: 'Three', columns: null },
      { file: 'shapes.py', line: 2, message: 'One: `pi` is not defined.', columns: null },
      { file: 'shapes.py', line: 4, message: 'Two: `area()` should be 1.', columns: null },
    ]);
  });

  it('has the columns of the file that does not load', () => {
    const output = `Line 1 of shapes.py: Close the bracket.

SyntaxError: '(' was never closed
    def area(
            ^`;
    const result = gradingResult({ verdict: 'syntax-error', tests: [], output });
    expect(lineMarks(result, files)).toEqual([
      { file: 'shapes.py', line: 1, message: 'Close the bracket.', columns: [8, 9] },
    ]);
  });

  it('has a mark without a file in its first one', () => {
    const tests = [testResult({ outcome: 'failed', line: 1, title: 'One' })];
    expect(lineMarks(gradingResult({ tests }), files)).toMatchObject([{ file: 'main.py' }]);
  });
});
