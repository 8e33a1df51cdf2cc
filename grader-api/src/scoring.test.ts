import type { GradingBundle, GradingReport, TestResult } from '@touchstone/contracts';
import { describe, expect, test } from 'vitest';
import { scoreReport } from './scoring.ts';
import { exampleBundle, exampleReport, exampleTest } from '../test/examples.ts';

const score = (
  report: Partial<GradingReport>,
  bundle: Partial<GradingBundle> = {},
): ReturnType<typeof scoreReport> =>
  scoreReport({ ...exampleReport, ...report }, { ...exampleBundle, ...bundle });

const withOutcomes = (...outcomes: TestResult['outcome'][]): TestResult[] =>
  outcomes.map((outcome) => ({ ...exampleTest, outcome }));

describe('the verdict', () => {
  test('passed with all tests passed is correct and earns all points', () => {
    const result = score({ verdict: 'passed', tests: withOutcomes('passed', 'passed') });
    expect(result).toMatchObject({ verdict: 'passed', correct: true, points: 100 });
  });

  test.each([
    ['no test', []],
    ['a failed test', withOutcomes('passed', 'failed')],
    ['a test in error', withOutcomes('passed', 'error')],
    ['a skipped test', withOutcomes('passed', 'skipped')],
  ])('passed with %s becomes failed', (_, tests) => {
    const result = score({ verdict: 'passed', tests });
    expect(result).toMatchObject({ verdict: 'failed', correct: false, points: 0 });
  });

  test('of any other kind is kept and is not correct, even with all tests passed', () => {
    const result = score({ verdict: 'timeout', tests: withOutcomes('passed') });
    expect(result).toMatchObject({ verdict: 'timeout', correct: false, points: 0 });
  });
});

describe('times and memory', () => {
  const used = { wallMs: 1_234.5, cpuMs: 0.4, peakMemoryBytes: 20 * 1024 * 1024 + 1 };

  test('are rounded up, so that they are never 0 for a program that ran', () => {
    expect(score(used)).toMatchObject({
      wallMs: 1_300,
      cpuMs: 100,
      peakMemoryBytes: 21 * 1024 * 1024,
    });
  });

  test('do not include hidden tests', () => {
    const visible = { wallMs: 12, cpuMs: 0, peakMemoryBytes: 1024 * 1024 };
    expect(score({ ...used, visible })).toMatchObject({
      wallMs: 100,
      cpuMs: 0,
      peakMemoryBytes: 1024 * 1024,
    });
    expect(score({ ...used, visible })).not.toHaveProperty('visible');
  });
});

describe('scoring by points', () => {
  const weighed = (points: number | null, outcome: TestResult['outcome']): TestResult => ({
    ...exampleTest,
    points,
    outcome,
  });

  test('gives the points of the passed tests in proportion', () => {
    const tests = [weighed(1, 'passed'), weighed(3, 'failed'), weighed(2, 'passed')];
    expect(score({ verdict: 'failed', tests }, { scoring: 'points', points: 10 }).points).toBe(5);
  });

  test('gives all points when all tests passed', () => {
    const tests = [weighed(1, 'passed'), weighed(0, 'passed')];
    expect(score({ verdict: 'passed', tests }, { scoring: 'points', points: 7 }).points).toBe(7);
  });

  test('weighs tests without points equally and rounds to hundredths', () => {
    const tests = [weighed(null, 'passed'), weighed(null, 'failed'), weighed(null, 'failed')];
    expect(score({ verdict: 'failed', tests }, { scoring: 'points' }).points).toBe(33.33);
  });

  test('counts tests that passed before a time-out', () => {
    const tests = [weighed(1, 'passed'), weighed(1, 'error'), weighed(2, 'skipped')];
    expect(score({ verdict: 'timeout', tests }, { scoring: 'points' }).points).toBe(25);
  });

  test('gives 0 for a report that did not pass although all its tests did', () => {
    const tests = [weighed(1, 'passed')];
    expect(score({ verdict: 'timeout', tests }, { scoring: 'points' }).points).toBe(0);
  });

  test('gives 0 for part of the tests with the scoring `all`', () => {
    const tests = [weighed(1, 'passed'), weighed(1, 'failed')];
    expect(score({ verdict: 'failed', tests }).points).toBe(0);
  });
});

describe('texts', () => {
  test('hidden tests keep only name, title, outcome, points and hint', () => {
    const told = { points: 2, hint: 'Think of zero.' };
    const hidden = { ...exampleTest, ...told, teacherMessage: 'what', hidden: true };
    expect(score({ tests: [hidden] }).tests).toEqual([
      {
        name: hidden.name,
        title: hidden.title,
        outcome: hidden.outcome,
        points: 2,
        hint: 'Think of zero.',
        hidden: true,
        message: null,
        call: null,
        expected: null,
        actual: null,
        line: null,
        output: null,
      },
    ]);
  });

  test("the teacher's part of a message is kept if there is one", () => {
    const teacherMessage = 'what';
    const [test] = score({ tests: [{ ...exampleTest, teacherMessage }] }).tests;
    expect(test).toMatchObject({ message: exampleTest.message, teacherMessage });
    expect(score({ tests: [exampleTest] }).tests[0]).not.toHaveProperty('teacherMessage');
  });

  test('a file is named only where there are several, and only one of them', () => {
    const otherFiles = [{ name: 'shapes.py', code: '' }];
    const fileIn = (file: string, bundle: Partial<GradingBundle>) =>
      score({ tests: [{ ...exampleTest, line: 3, file }] }, bundle).tests[0]?.file;
    expect(fileIn('shapes.py', { otherFiles })).toBe('shapes.py');
    expect(fileIn(exampleBundle.fileName, { otherFiles })).toBe(exampleBundle.fileName);
    expect(fileIn('forged.py', { otherFiles })).toBeUndefined();
    expect(fileIn(exampleBundle.fileName, {})).toBeUndefined();
    const hidden = { ...exampleTest, hidden: true, line: 3, file: 'shapes.py' };
    expect(score({ tests: [hidden] }, { otherFiles }).tests[0]).not.toHaveProperty('file');
  });

  test('NUL and lone surrogates are escaped everywhere', () => {
    const bad = 'a\0\ud800';
    const everyText = {
      name: bad,
      title: bad,
      message: bad,
      call: bad,
      expected: bad,
      actual: bad,
    };
    const tests = [{ ...exampleTest, ...everyText, output: bad, hint: bad }];
    const json = JSON.stringify(score({ tests, output: bad }));
    expect(json).not.toContain('\\u0000');
    expect(JSON.parse(json)).toMatchObject({ output: 'a\\x00\\ud800' });
    expect(json.match(/a\\\\x00\\\\ud800/g)).toHaveLength(9);
  });

  test('output is cut to 64 KiB, and messages are limited each and together', () => {
    const long = 'ä'.repeat(200_000);
    const tests = Array.from({ length: 100 }, () => ({ ...exampleTest, message: long }));
    const result = score({ tests, output: long });
    expect(Buffer.byteLength(result.output)).toBeLessThanOrEqual(65_536);
    expect(result.output).toContain('(cut)');
    expect(Buffer.byteLength(JSON.stringify(result))).toBeLessThan(500_000);
    expect(result.tests).toHaveLength(100);
  });
});
