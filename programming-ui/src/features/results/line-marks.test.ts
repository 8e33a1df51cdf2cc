import { expect, it } from 'vitest';
import { graded, gradingResult, testResult } from '../../testing/submissions.ts';
import { lineMarks, speaksOf } from './line-marks.ts';
import { readJudgeText } from './judge-text.ts';

it('marks each line where tests fail once, with all their messages', () => {
  const tests = [
    testResult({ outcome: 'failed', line: 7, title: 'Second', message: 'not 2' }),
    testResult({ outcome: 'error', line: 3, title: 'First' }),
    testResult({ outcome: 'failed', line: 7, title: 'Third' }),
    testResult({ outcome: 'passed', line: 9 }),
  ];
  expect(lineMarks(gradingResult({ tests }))).toEqual([
    { line: 3, message: 'First' },
    { line: 7, message: 'Second: not 2\nThird' },
  ]);
});

const sentence = 'Line 2: The bracket `(` is never closed. Write `)` where it should end.';
const syntaxError = `${sentence}

SyntaxError: '(' was never closed
    print("hello"
         ^
`;

it('marks the line that Python names when the file does not load', () => {
  const result = gradingResult({ verdict: 'syntax-error', tests: [], output: syntaxError });
  expect(lineMarks(result)).toEqual([{ line: 2, message: sentence }]);
});

it('marks nothing when no line is named', () => {
  expect(lineMarks(gradingResult({ verdict: 'timeout', tests: [], output: 'hello' }))).toEqual([]);
});

it('takes the sentence, the place and the line out of an error', () => {
  expect(readJudgeText(syntaxError)).toEqual({
    sentence,
    rest: 'SyntaxError: \'(\' was never closed\n    print("hello"\n         ^',
    line: 2,
  });
  expect(readJudgeText('Something else')).toEqual({
    sentence: 'Something else',
    rest: '',
    line: null,
  });
});

it('finds the line below a sentence of the limits', () => {
  const text = 'The program needs more memory.\nLine 1: MemoryError\n\n    x = [0] * 10**9';
  expect(readJudgeText(text)).toMatchObject({ line: 1, rest: '    x = [0] * 10**9' });
});

it('speaks of the code it was made for, whatever its line ends', () => {
  expect(speaksOf(graded({ code: 'a\r\nb' }), 'a\nb')).toBe(true);
  expect(speaksOf(graded({ code: 'a' }), 'b')).toBe(false);
});
