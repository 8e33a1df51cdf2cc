import type { Result, TestResult } from '@touchstone/contracts';
import { expect, it } from 'vitest';
import { renderResult } from './render-result.ts';

const test = (changes: Partial<TestResult>): TestResult => ({
  name: 'SumTest.test_two',
  title: 'adds two numbers',
  outcome: 'passed',
  message: null,
  call: null,
  expected: null,
  actual: null,
  line: null,
  output: null,
  points: null,
  hint: null,
  hidden: false,
  ...changes,
});
const result = (changes: Partial<Result>): Result => ({
  verdict: 'passed',
  correct: true,
  points: 100,
  tests: [test({})],
  output: '',
  wallMs: 41.7,
  cpuMs: 30,
  peakMemoryBytes: 0,
  ...changes,
});

const unloaded = (output: string): Result =>
  result({ verdict: 'syntax-error', correct: false, points: 0, tests: [], output });

it('describes a correct program in one line', () => {
  expect(renderResult('a.py', result({}))).toEqual([
    '✓ a.py: passed, 1 of 1 tests, 100 points, 42 ms',
  ]);
});

it('shows the tests that a wrong program does not pass, with messages and lines', () => {
  const failed = test({ outcome: 'failed', message: '3 != 4\nhint', line: 2 });
  expect(
    renderResult('a.py', result({ verdict: 'failed', correct: false, points: 0, tests: [failed] })),
  ).toEqual([
    '✗ a.py: failed, 0 of 1 tests, 0 points, 42 ms',
    '    ✗ adds two numbers: failed (line 2)',
    '        3 != 4',
    '        hint',
  ]);
});

it('names the file of a line where students edit several', () => {
  const failed = test({ outcome: 'failed', message: '3 != 4', line: 2, file: 'shapes.py' });
  const [, line] = renderResult('ada', result({ correct: false, tests: [failed] }));
  expect(line).toBe('    ✗ adds two numbers: failed (line 2 of shapes.py)');
});

it('shows the terminal of a script, and the hint of a test that did not pass', () => {
  const hint = 'Use int().';
  const script = test({ name: 'cases.1', title: 'Typed: 5', output: 'n? 5\n55\n', hint });
  const failed = { ...script, outcome: 'failed' as const, message: 'Line 1 should be 10' };
  expect(renderResult('a.py', result({ tests: [script] }))).toHaveLength(1);
  expect(renderResult('a.py', result({ correct: false, tests: [failed] })).slice(1)).toEqual([
    '    ✗ Typed: 5: failed',
    '        Line 1 should be 10',
    '        | n? 5',
    '        | 55',
    '        Hint: Use int().',
  ]);
});

it('shows the output of a program that did not load', () => {
  expect(renderResult('a.py', unloaded('SyntaxError: line 1\n'))).toEqual([
    '✗ a.py: syntax-error, 0 points, 42 ms',
    '        SyntaxError: line 1',
  ]);
});

it('removes control characters of programs', () => {
  const [, output] = renderResult('a.py', unloaded('\u001b[2Jgone'));
  expect(output).toBe('        \ufffd[2Jgone');
});

it('shows only the beginning of the output of a program that printed too much', () => {
  const message = 'The program printed more than 4 MB. Only the beginning is shown.';
  const changes = { verdict: 'output-limit', correct: false, points: 0 } as const;
  const printed = 'again\n'.repeat(50);
  const stopped = test({ outcome: 'error', message, output: printed });
  const shown = [
    ...renderResult('a.py', result({ ...changes, tests: [stopped] })),
    ...renderResult('a.py', result({ ...changes, tests: [], output: `${message}\n\n${printed}` })),
  ];
  expect(shown.filter((line) => /^ *(\| )?again$/.test(line)).length).toBeGreaterThan(10);
  expect(shown.length).toBeLessThan(40);
});
