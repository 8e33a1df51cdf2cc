import type { GradingLimits, TestResult } from '@touchstone/contracts';
import { describe, expect, test } from 'vitest';
import { endings } from './frames.ts';
import { assembleReport } from './report.ts';
import { SandboxError } from './sandbox.ts';

const limits: GradingLimits = { cpuSeconds: 2, wallSeconds: 4, memoryMiB: 128 };
const planned = (name: string) => ({ name, title: name, points: null, hint: null, hidden: false });
const plan = { kind: 'plan', tests: [planned('T.a'), planned('T.b')] };
const result = (name: string, outcome: TestResult['outcome']) => ({
  kind: 'test',
  result: {
    ...planned(name),
    outcome,
    message: null,
    call: null,
    expected: null,
    actual: null,
    line: null,
    output: null,
  },
});
const verdict = (word: string, message = '') => ({ kind: 'verdict', verdict: word, message });
const ended = (ending: (typeof endings)[number], status: number | null = null) => ({
  kind: 'ended',
  ending,
  status,
  wallMs: 12,
  cpuMs: 10,
  peakMemoryBytes: 1000,
  visible: null,
});

const program = { fileName: 'submission.py', code: '' };
const assemble = (...frames: unknown[]) => assembleReport(frames, limits, program);

describe('a pass', () => {
  test('needs the verdict and every planned test', () => {
    const report = assemble(
      plan,
      result('T.a', 'passed'),
      result('T.b', 'passed'),
      verdict('passed'),
      ended('verdict'),
    );
    expect(report).toMatchObject({ verdict: 'passed', wallMs: 12, cpuMs: 10 });
  });

  test('needs at least one test, and none that is missing or failed', () => {
    const end = [verdict('passed'), ended('verdict')];
    for (const frames of [
      [plan, result('T.a', 'passed'), ...end],
      [plan, result('T.a', 'passed'), result('T.b', 'skipped'), ...end],
      [plan, result('T.a', 'passed'), result('T.other', 'passed'), ...end],
      end,
    ]) {
      expect(assemble(...frames).verdict).toBe('failed');
    }
  });

  test('never results from a grading that was cut short', () => {
    const all = [plan, result('T.a', 'passed'), result('T.b', 'passed')];
    for (const ending of endings) {
      expect(assemble(...all, ended(ending)).verdict).not.toBe('passed');
      if (ending === 'verdict') continue;
      expect(assemble(...all, verdict('passed'), ended(ending)).verdict).not.toBe('passed');
    }
  });
});

describe('a grading that was cut short', () => {
  test('names the place of a time-out, and its file where there are several', () => {
    const several = {
      ...program,
      otherFiles: [{ fileName: 'shapes.py', code: 'while 1:\n    1' }],
    };
    const report = (place: object, of = several) => {
      const end = { ...ended('cpu'), place };
      return assembleReport([plan, { kind: 'started', name: 'T.a' }, end], limits, of);
    };
    const named = report({ fileName: 'shapes.py', line: 2 });
    expect(named.output).toContain('It was in line 2 of shapes.py when it was stopped.');
    expect(named.output).toContain('Is there a loop');
    expect(named.tests[0]).toMatchObject({ line: 2, file: 'shapes.py' });
    expect(report({ fileName: 'shapes.py', line: 3 }).tests[0]).toMatchObject({ line: null });
    const one = report({ fileName: 'submission.py', line: 1 }, { ...program, otherFiles: [] });
    expect(one.output).toContain('It was in line 1 when it was stopped.');
    expect(one.tests[0]).not.toHaveProperty('file');
  });

  test('reports an error in the test that ran, and the others as skipped', () => {
    const report = assemble(
      plan,
      { kind: 'output', text: 'before' },
      { kind: 'started', name: 'T.a' },
      ended('cpu'),
    );
    expect(report.verdict).toBe('timeout');
    expect(report.output).toMatch(/more than 2 s of computing time.*\n\nbefore$/);
    expect(report.tests.map((each) => each.outcome)).toEqual(['error', 'skipped']);
    expect(report.tests[0]?.message).toMatch(/2 s of computing time/);
  });

  test('names the limit and its value', () => {
    expect(assemble(ended('wall'))).toMatchObject({ verdict: 'timeout' });
    expect(assemble(ended('wall')).output).toMatch(/within 4 s/);
    expect(assemble(ended('memory'))).toMatchObject({ verdict: 'memory-limit' });
    expect(assemble(ended('memory')).output).toMatch(/128 MiB/);
    expect(assemble(ended('output'))).toMatchObject({ verdict: 'output-limit' });
    expect(assemble(verdict('memory-limit', 'Line 3'), ended('verdict')).output).toMatch(
      /128 MiB.*\nLine 3$/,
    );
  });

  test('is a runtime error before the tests are known, a failure afterwards', () => {
    expect(assemble(ended('exited', 0)).verdict).toBe('runtime-error');
    expect(assemble(plan, ended('exited', 0)).verdict).toBe('failed');
    expect(assemble(plan, ended('exited', -11)).output).toMatch(/signal 11/);
  });

  test('treats a frame of unknown form as interference', () => {
    const report = assemble(plan, { kind: 'test', result: { name: 1 } }, ended('verdict'));
    expect(report).toMatchObject({
      verdict: 'failed',
      output: 'The program interfered with its own grading.',
    });
  });
});

describe('once a hidden test has started', () => {
  const visible = { wallMs: 3, cpuMs: 2, peakMemoryBytes: 500 };
  const cutShort = (ending: (typeof endings)[number], status: number | null) =>
    assemble(plan, { ...ended(ending, status), visible });

  test('the report has both the usage before it and the total', () => {
    expect(cutShort('wall', null)).toMatchObject({ wallMs: 12, visible });
  });

  test('the way a program ends shows in nothing but the verdict', () => {
    const ways = [
      ...endings.map((ending) => cutShort(ending, null)),
      ...[-11, -6, 0, 1, 72].map((status) => cutShort('exited', status)),
      assemble(plan, verdict('runtime-error', 'Line 3'), { ...ended('verdict'), visible }),
      assemble(plan, verdict('memory-limit', 'Line 3'), { ...ended('verdict'), visible }),
    ];
    const outputs = new Map(ways.map(({ verdict, output }) => [verdict, output]));
    for (const { verdict, output } of ways) expect(output).toBe(outputs.get(verdict));
  });
});

test('without the last frame of the supervisor there is no report', () => {
  expect(() => assemble(plan, verdict('passed'))).toThrow(SandboxError);
  expect(() => assemble()).toThrow(SandboxError);
});

test('a message comes before what was printed', () => {
  const report = assemble(
    { kind: 'output', text: 'printed' },
    verdict('runtime-error', 'Line 1'),
    ended('verdict'),
  );
  expect(report.output).toBe('Line 1\n\nprinted');
});

test('the beginning of too much output is announced if there is any', () => {
  const tooMuch = verdict('output-limit', 'The program printed more than 4 MB.');
  expect(assemble({ kind: 'output', text: 'y\ny\n' }, tooMuch, ended('verdict')).output).toBe(
    'The program printed more than 4 MB. Only the beginning is shown.\n\ny\ny\n',
  );
  expect(assemble(plan, tooMuch, ended('verdict')).output).toBe(tooMuch.message);
  expect(assemble(plan, ended('output')).output).toBe(tooMuch.message);
});
