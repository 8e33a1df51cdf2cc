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

const bytesOf = (text: string | Buffer) => Buffer.from(text).toString('base64');

/** The files of {@link severalFilesCourse}: two are given to students. */
export const courseFiles = {
  'words.txt': 'größer\n',
  'data/all shapes 100%.bin': Buffer.from([0, 255, 1]),
  'not-listed.txt': 'for the tests\n',
} as const;

/** A course whose assignment edits these files, each with a starter, and gives two others. */
export function severalFilesCourse(
  names: readonly string[] = ['main.py', 'shapes.py'],
  slug = 'sample',
): LoadedCourse {
  const course = sampleCourse(slug, ['one']);
  const [fileName = '', ...others] = names;
  const assignments = course.assignments.map((assignment) => {
    const filesLike = (before: string) =>
      others.map((name) => ({ name, code: `# ${before} of ${name}\n` }));
    const bundle = {
      ...assignment.bundle,
      fileName,
      ...(others.length > 0 && { otherFiles: filesLike('starter') }),
      files: Object.entries(courseFiles).map(([path, content]) => ({
        path,
        contentBase64: bytesOf(content),
      })),
    };
    return {
      ...assignment,
      givenFiles: ['words.txt', 'data/all shapes 100%.bin'],
      ...(others.length > 0 && { otherSolutionFiles: filesLike('solution') }),
      bundle,
      bundleHash: createHash('sha256').update(JSON.stringify(bundle)).digest('hex'),
    };
  });
  return { ...course, assignments };
}

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
