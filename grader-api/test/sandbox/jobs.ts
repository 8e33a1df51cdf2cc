import type {
  GradingCase,
  GradingJob,
  GradingLimits,
  GradingReport,
  Judge,
} from '@touchstone/contracts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';

/** Ordinary tests of a program that greets. */
const greetingTests = `
import unittest

from submission import hello


class TestHello(unittest.TestCase):
    def test_world(self):
        """Greets the world"""
        self.assertEqual(hello("World"), "Hello, World!")

    def test_anybody_else(self):
        self.assertEqual(hello("Ada"), "Hello, Ada!")
`;

export const rightCode = 'def hello(name):\n    return f"Hello, {name}!"\n';

export interface JobParts {
  code: string;
  /** The file of the code; `submission.py` by default. */
  fileName?: string;
  /** The texts of the other files that the student edits, by name. */
  otherFiles?: Record<string, string>;
  /** Null for no tests. */
  tests?: string | null;
  hiddenTests?: string;
  cases?: GradingCase[];
  files?: Record<string, string>;
  limits?: Partial<GradingLimits>;
  judge?: Judge;
  preload?: string[];
}

/** A job with tight time limits: one second of computing, three in total. */
export function jobOf({
  code,
  otherFiles,
  tests,
  hiddenTests,
  cases,
  files,
  limits,
  ...bundle
}: JobParts): GradingJob {
  const testFiles = [];
  if (tests !== null) {
    testFiles.push({ fileName: 'tests.py', source: tests ?? greetingTests, hidden: false });
  }
  if (hiddenTests !== undefined) {
    testFiles.push({ fileName: 'hidden_tests.py', source: hiddenTests, hidden: true });
  }
  const others = otherFiles && {
    otherFiles: Object.entries(otherFiles).map(([name, text]) => ({ name, code: text })),
  };
  return {
    code,
    ...others,
    bundle: {
      fileName: 'submission.py',
      judge: 'shared',
      scoring: 'all',
      points: 100,
      // Tests of time limits have their own: on a slow machine memory alone takes a second.
      limits: { cpuSeconds: 5, wallSeconds: 20, memoryMiB: 256, ...limits },
      preload: [],
      record: null,
      ...bundle,
      ...others,
      testFiles,
      cases: cases ?? [],
      files: Object.entries(files ?? {}).map(([path, content]) => ({
        path,
        contentBase64: Buffer.from(content).toString('base64'),
      })),
    },
  };
}

/** The job in split mode, with the record of its code, which must pass. */
export async function recordedJob(sandbox: Sandbox, job: GradingJob): Promise<GradingJob> {
  const split = { ...job, bundle: { ...job.bundle, judge: 'split' as const } };
  const { record } = await sandbox.record(split);
  if (record === null) throw new Error('the model solution has no record');
  return { ...split, bundle: { ...split.bundle, record: { key: '0'.repeat(64), ...record } } };
}

/** Each test's name and outcome, in order. */
export const outcomesOf = (report: GradingReport) =>
  report.tests.map((test) => `${test.name} ${test.outcome}`);

/** The test of that name. @throws if there is none */
export function testOf(report: GradingReport, name: string) {
  const found = report.tests.find((test) => test.name === name);
  if (found === undefined) throw new Error(`no test ${name} in ${JSON.stringify(report)}`);
  return found;
}
