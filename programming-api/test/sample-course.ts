import { createHash } from 'node:crypto';
import {
  gradingBundleSchema,
  type Judge,
  type LoadedAssignment,
  type LoadedCourse,
  type Result,
  type Verdict,
} from '@touchstone/contracts';

function loadedAssignment(slug: string, judge: Judge): LoadedAssignment {
  const bundle = gradingBundleSchema.parse({
    fileName: 'submission.py',
    judge,
    scoring: 'all',
    points: 100,
    limits: {},
    preload: [],
    testFiles: [{ fileName: 'tests.py', source: `# tests of ${slug}`, hidden: false }],
    files: [],
    record: null,
  });
  return {
    slug,
    title: `Title of ${slug}`,
    part: 'Basics',
    points: 100,
    starterCode: '# begin here\n',
    handoutHtml: `<p>${'A rather long handout. '.repeat(100)}</p>`,
    publicTests: `# tests of ${slug}`,
    hints: ['Begin at the beginning.'],
    shownSolution: `# solves ${slug}\n`,
    bundle,
    bundleHash: createHash('sha256').update(JSON.stringify(bundle)).digest('hex'),
  };
}

export const sampleCourse = (
  slug = 'sample',
  assignments: readonly string[] = ['one', 'two', 'three'],
  judge: Judge = 'split',
): LoadedCourse => ({
  slug,
  title: `Title of ${slug}`,
  description: 'For tests.',
  assignments: assignments.map((name) => loadedAssignment(name, judge)),
});

export const sampleResult = (verdict: Verdict = 'passed'): Result => ({
  verdict,
  correct: verdict === 'passed',
  points: verdict === 'passed' ? 100 : 0,
  tests: [
    {
      name: 'Tests.test_it',
      title: 'It works',
      outcome: verdict === 'passed' ? 'passed' : 'failed',
      message: null,
      call: null,
      expected: null,
      actual: null,
      line: null,
      output: null,
      points: null,
      hint: null,
      hidden: false,
    },
  ],
  output: '',
  wallMs: 5,
  cpuMs: 4,
  peakMemoryBytes: 10_000_000,
});
