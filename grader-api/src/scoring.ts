import { outputMaxBytes } from '@touchstone/contracts';
import type {
  GradingBundle,
  GradingReport,
  Result,
  TestResult,
  Usage,
  Verdict,
} from '@touchstone/contracts';
import { cutUtf8, makeStorable } from './storable-text.ts';

/** Most UTF-8 bytes of one text of a test, of a name or title, and of all tests' texts together. */
const testTextMaxBytes = 8_192;
const testNameMaxBytes = 512;
const allTestTextsMaxBytes = 262_144;

/** Steps in which times and memory are shown. */
const shownMs = 100;
const shownBytes = 1024 * 1024;

/**
 * Makes a report the result that is stored and shown: verdict confirmed, points given, hidden
 * tests stripped, times rounded, and texts such that PostgreSQL can store them, of bounded size.
 */
export function scoreReport(report: GradingReport, bundle: GradingBundle): Result {
  const verdict = confirmVerdict(report);
  const correct = verdict === 'passed';
  return {
    verdict,
    correct,
    points: correct ? bundle.points : partialPoints(report.tests, bundle),
    tests: storableTests(report.tests),
    output: storable(report.output, outputMaxBytes),
    ...shownUsage(report),
  };
}

/**
 * Without hidden tests, in which a program may use as much as their input says, and rounded. Up, for
 * no program that ran used nothing.
 */
function shownUsage(report: GradingReport): Usage {
  const { wallMs, cpuMs, peakMemoryBytes } = report.visible ?? report;
  return {
    wallMs: roundUp(wallMs, shownMs),
    cpuMs: roundUp(cpuMs, shownMs),
    peakMemoryBytes: roundUp(peakMemoryBytes, shownBytes),
  };
}

const roundUp = (value: number, step: number): number => Math.ceil(value / step) * step;

/** Passed needs at least one test passed, and none failed, in error or skipped. */
function confirmVerdict({ verdict, tests }: GradingReport): Verdict {
  if (verdict !== 'passed') return verdict;
  const allPassed = tests.length > 0 && tests.every(({ outcome }) => outcome === 'passed');
  return allPassed ? 'passed' : 'failed';
}

/**
 * The share of the tests' points that passed; a test without points weighs 1. It rests on reports
 * naming every test of the bundle, those that did not run as skipped. One that is not passed
 * although all its tests are breaks that, and gets nothing.
 */
function partialPoints(tests: readonly TestResult[], { scoring, points }: GradingBundle): number {
  if (scoring !== 'points') return 0;
  const weigh = (list: readonly TestResult[]): number =>
    list.reduce((sum, test) => sum + (test.points ?? 1), 0);
  const passed = tests.filter(({ outcome }) => outcome === 'passed');
  const total = weigh(tests);
  if (total === 0 || passed.length === tests.length) return 0;
  return Math.round((points * weigh(passed) * 100) / total) / 100;
}

function storableTests(tests: readonly TestResult[]): TestResult[] {
  let bytesLeft = allTestTextsMaxBytes;
  const text = (value: string | null): string | null => {
    if (value === null) return null;
    const kept = storable(value, Math.min(testTextMaxBytes, bytesLeft));
    bytesLeft -= Buffer.byteLength(kept);
    return kept;
  };
  return tests.map((test) => ({
    name: storable(test.name, testNameMaxBytes),
    title: storable(test.title, testNameMaxBytes),
    outcome: test.outcome,
    points: test.points,
    hint: text(test.hint),
    hidden: test.hidden,
    ...(test.hidden
      ? { message: null, call: null, expected: null, actual: null, line: null, output: null }
      : {
          message: text(test.message),
          call: text(test.call),
          expected: text(test.expected),
          actual: text(test.actual),
          line: test.line,
          output: text(test.output),
        }),
  }));
}

const storable = (text: string, maxBytes: number): string => cutUtf8(makeStorable(text), maxBytes);
