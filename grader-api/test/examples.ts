import { createHash } from 'node:crypto';
import type {
  GradingBundle,
  GradingReport,
  LoadedCourse,
  Result,
  TestResult,
} from '@touchstone/contracts';

export const exampleBundle: GradingBundle = {
  fileName: 'submission.py',
  judge: 'split',
  scoring: 'all',
  points: 100,
  limits: { cpuSeconds: 1, wallSeconds: 2, memoryMiB: 256 },
  preload: [],
  testFiles: [{ fileName: 'tests.py', source: 'import unittest\n', hidden: false }],
  cases: [],
  files: [],
  record: { key: 'ab'.repeat(32), tests: ['HelloTest.test_hello'], uses: {} },
};

/** A course with one assignment, which has this bundle. */
export function courseOf(bundle: GradingBundle): { course: LoadedCourse; bundleHash: string } {
  const bundleHash = createHash('sha256').update(JSON.stringify(bundle)).digest('hex');
  const assignment = {
    slug: 'hello',
    title: 'Hello',
    part: 'One',
    points: 100,
    starterCode: '',
    handoutHtml: '',
    publicTests: null,
    hints: [],
    shownSolution: null,
    bundle,
    bundleHash,
  };
  return {
    course: { slug: 'course', title: 'A course', description: '', assignments: [assignment] },
    bundleHash,
  };
}

export const exampleTest: TestResult = {
  name: 'HelloTest.test_hello',
  title: 'hello',
  outcome: 'passed',
  message: 'what was wrong',
  call: 'hello()',
  expected: "'Hello'",
  actual: "'Helo'",
  line: 1,
  output: 'printed',
  points: null,
  hint: null,
  hidden: false,
};

const graded = { verdict: 'passed', output: '' } as const;

export const exampleReport: GradingReport = {
  ...graded,
  tests: [exampleTest],
  wallMs: 12,
  cpuMs: 8,
  peakMemoryBytes: 9_000_000,
  visible: null,
};

export const exampleResult: Result = {
  ...graded,
  tests: [exampleTest],
  correct: true,
  points: 100,
  wallMs: 100,
  cpuMs: 100,
  peakMemoryBytes: 9 * 1024 * 1024,
};
