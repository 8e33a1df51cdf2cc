import { gradingBundleSchema, type GradingReport } from '@touchstone/contracts';
import { describe, expect, it } from 'vitest';
import {
  findEmptyPass,
  findInRun,
  findInTests,
  findSelfJudged,
  findSlowness,
  findStarterOddities,
} from './check-findings.ts';

const report = (changes: Partial<GradingReport>): GradingReport => ({
  verdict: 'passed',
  tests: [],
  output: '',
  wallMs: 10,
  cpuMs: 10,
  peakMemoryBytes: 1,
  visible: null,
  ...changes,
});

const bundle = gradingBundleSchema.parse({
  fileName: 'submission.py',
  judge: 'split',
  scoring: 'all',
  points: 100,
  limits: { cpuSeconds: 2, wallSeconds: 10, memoryMiB: 128 },
  preload: [],
  testFiles: [],
  cases: [],
  files: [],
  record: null,
});

describe('a model solution', () => {
  it.each([
    [{ cpuMs: 999, wallMs: 4999, peakMemoryBytes: 64 * 1024 * 1024 }, []],
    [{ cpuMs: 1001 }, ['uses 1.0 of the 2 s of processor time']],
    [{ wallMs: 5100 }, ['uses 5.1 of the 10 s,']],
    [{ peakMemoryBytes: 100 * 1024 * 1024 }, ['uses 100.0 of the 128 MiB of memory']],
  ])('with %j is reported as slow or large beyond half of a limit', (changes, expected) => {
    const found = findSlowness(report(changes), bundle).map(({ message }) => message);
    expect(found).toEqual(expected.map((text) => expect.stringContaining(text) as string));
  });
});

describe('a starter', () => {
  const mayNotPass = { bundle, starterPasses: false };

  it('should load and fail', () => {
    expect(findStarterOddities(report({ verdict: 'failed' }), mayNotPass)).toEqual([]);
  });

  it('that passes is a fault, unless the assignment allows it', () => {
    const passed = report({ verdict: 'passed' });
    expect(findStarterOddities(passed, mayNotPass)).toMatchObject([{ kind: 'fault' }]);
    expect(findStarterOddities(passed, { bundle, starterPasses: true })).toEqual([]);
  });

  it('that does not compile is reported with its line', () => {
    const output = "Line 7: SyntaxError: '(' was never closed\n";
    expect(findStarterOddities(report({ verdict: 'syntax-error', output }), mayNotPass)).toEqual([
      {
        kind: 'warning',
        file: 'starter.py',
        line: 7,
        message: "the starter does not compile: SyntaxError: '(' was never closed",
      },
    ]);
  });

  it('of several files is reported with the file', () => {
    const otherFiles = [{ name: 'shapes.py', code: '' }];
    const several = { bundle: { ...bundle, otherFiles }, starterPasses: false };
    const output = 'Line 7 of shapes.py: NameError: no';
    const unloaded = report({ verdict: 'runtime-error', output });
    expect(findStarterOddities(unloaded, several)).toMatchObject([
      { file: 'starter/shapes.py', line: 7, message: 'the starter does not load: NameError: no' },
    ]);
    expect(findStarterOddities(report({ verdict: 'passed' }), several)).toMatchObject([
      { file: 'starter', line: null },
    ]);
    expect(findEmptyPass(report({ verdict: 'passed' }), several)[0]?.message).toContain(
      'a program of empty files (submission.py, shapes.py) passes all tests',
    );
  });

  it('that never ends makes every first try wait for the limit', () => {
    const found = findStarterOddities(
      report({ verdict: 'timeout', output: 'more than 5 s' }),
      mayNotPass,
    );
    expect(found[0]?.message).toBe('the starter took too long: more than 5 s');
  });
});

describe('tests', () => {
  it('that compare two student objects are named, and others are not', () => {
    const uses = {
      'T.equal': ['attr:name', 'op:__eq__:student'],
      'T.less': ['op:__lt__:student'],
      'T.plain': ['op:__eq__:plain'],
      'T.sum': ['op:__add__:student'],
    };
    const [found, ...others] = findSelfJudged({ tests: [...Object.keys(uses), 'T.none'], uses });
    expect(found?.message).toMatch(/^T\.equal, T\.less compare two objects of the student's own/);
    expect(others).toEqual([]);
    expect(findSelfJudged({ tests: ['T.plain'], uses })).toEqual([]);
  });

  it('that are many are named only in part', () => {
    const tests = Array.from({ length: 8 }, (_, index) => `T.test_${index}`);
    const uses = Object.fromEntries(tests.map((test) => [test, ['op:__eq__:student']]));
    expect(findSelfJudged({ tests, uses })[0]?.message).toContain('T.test_4 and 3 others compare');
  });

  it('have a fault for each module that cannot be preloaded', () => {
    const advice = [
      { fileName: 'hidden_tests.py', line: 3, message: 'look', fault: false, covers: null },
      { fileName: 'tests.py', line: 4, message: 'fix this', fault: true, covers: null },
    ];
    expect(findInTests({ advice, missingModules: ['numpy'] })).toMatchObject([
      { kind: 'fault', file: 'assignment.yaml' },
      { kind: 'warning', file: 'hidden_tests.py', line: 3, message: 'look' },
      { kind: 'fault', file: 'tests.py', line: 4, message: 'fix this' },
    ]);
  });

  it('that never run are reported once, by the text that shows why', () => {
    const covers: [number, number] = [5, 9];
    const advice = [{ fileName: 'tests.py', line: 5, message: 'why', fault: false, covers }];
    const remark = (line: number, assertsNothing: string | null = null) => ({
      fileName: 'tests.py',
      line,
      fault: true,
      message: `in ${line}`,
      assertsNothing,
    });
    const run = { remarks: [remark(5), remark(9), remark(10), remark(12, 'T.quiet')] };
    expect(findInRun(run, { advice }, ['T.quiet']).map(({ line }) => line)).toEqual([10]);
  });
});
