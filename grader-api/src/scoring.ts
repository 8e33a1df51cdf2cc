import { maxOutputBytes } from '@touchstone/contracts';
import type {
  GradingBundle,
  GradingReport,
  Result,
  TestResult,
  Usage,
  Verdict,
} from '@touchstone/contracts';
import { cutUtf8, makeStorable } from './storable-text.ts';

/** Limits in UTF-8 bytes: of a test's text, of a name or title, and of all tests' texts together. */
const maxTestTextBytes = 8_192;
const maxTestNameBytes = 512;
const maxAllTestTextsBytes = 262_144;

/** Times and memory are shown in multiples of these. */
const shownMs = 100;
const shownBytes = 1024 * 1024;

/**
 * Turns a report into the result that is stored and shown: confirms the verdict, computes points, strips
 * hidden tests, rounds times, and makes texts storable in PostgreSQL and of limited size.
 */
export function scoreReport(report: GradingReport, bundle: GradingBundle): Result {
  const verdict = confirmVerdict(report);
  const correct = verdict === 'passed';
  return {
    verdict,
    correct,
    points: correct ? bundle.points : partialPoints(report.tests, bundle),
    tests: storableTests(report.tests, bundle),
    output: storable(report.output, maxOutputBytes),
    ...shownUsage(report),
  };
}

/**
 * Usage until the first hidden test, since a program could reveal a hidden input by what it uses. Rounded
 * up, since no program uses nothing.
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

/** Only `passed` if there is a test and all tests passed. */
function confirmVerdict({ verdict, tests }: GradingReport): Verdict {
  if (verdict !== 'passed') return verdict;
  const allPassed = tests.length > 0 && tests.every(({ outcome }) => outcome === 'passed');
  return allPassed ? 'passed' : 'failed';
}

/**
 * Points in proportion to the points of the passed tests; a test without points weighs 1. This requires
 * that a report lists every test of the bundle, unrun ones as skipped. A report that violates this, by not
 * passing although all its tests passed, gets 0.
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

function storableTests(
  tests: readonly TestResult[],
  { fileName, otherFiles }: GradingBundle,
): TestResult[] {
  const fileNames = otherFiles && [fileName, ...otherFiles.map(({ name }) => name)];
  let bytesLeft = maxAllTestTextsBytes;
  const text = (value: string | null): string | null => {
    if (value === null) return null;
    const kept = storable(value, Math.min(maxTestTextBytes, bytesLeft));
    bytesLeft -= Buffer.byteLength(kept);
    return kept;
  };
  return tests.map((test) => ({
    name: storable(test.name, maxTestNameBytes),
    title: storable(test.title, maxTestNameBytes),
    outcome: test.outcome,
    points: test.points,
    hint: text(test.hint),
    hidden: test.hidden,
    ...(test.hidden
      ? { message: null, call: null, expected: null, actual: null, line: null, output: null }
      : {
          message: text(test.message),
          ...(test.teacherMessage !== undefined && {
            teacherMessage: text(test.teacherMessage) ?? '',
          }),
          call: text(test.call),
          expected: text(test.expected),
          actual: text(test.actual),
          line: test.line,
          ...(test.file !== undefined && fileNames?.includes(test.file) && { file: test.file }),
          output: text(test.output),
        }),
  }));
}

const storable = (text: string, maxBytes: number): string => cutUtf8(makeStorable(text), maxBytes);
