import {
  gradingBundleSchema,
  type GradingJob,
  type GradingRecord,
  type GradingReport,
  type Judge,
} from '@touchstone/contracts';
import { hashBundle, type CourseFolder } from '@touchstone/course';
import { SandboxError, type Sandbox } from '@touchstone/grader-api/offline';
import { expect, it, vi } from 'vitest';
import { CommandError } from '../command-error.ts';
import { withRecords } from './with-records.ts';

function aFolder(slugs: readonly string[], judge: Judge = 'split'): CourseFolder {
  const assignments = slugs.map((slug) => {
    const bundle = gradingBundleSchema.parse({
      ...{ fileName: 'submission.py', judge, scoring: 'all', points: 100, limits: {} },
      ...{ preload: [], files: [], record: null },
      testFiles: [{ fileName: 'tests.py', source: `# ${slug}\n`, hidden: false }],
    });
    const shown = { slug, title: slug, part: '', points: 100, starterCode: '' };
    const bundleHash = hashBundle(bundle);
    const told = { handoutHtml: '', publicTests: null, hints: [], shownSolution: null };
    return { ...shown, ...told, bundle, bundleHash };
  });
  return {
    course: { slug: 'course', title: 'Course', description: '', assignments },
    solutions: new Map(slugs.map((slug) => [slug, `# solves ${slug}\n`])),
    notes: new Map(),
    warnings: [],
  };
}

const report = (verdict: GradingReport['verdict']): GradingReport => ({
  ...{ verdict, tests: [], output: 'it went wrong\n', wallMs: 1, cpuMs: 1, peakMemoryBytes: 1 },
  visible: null,
});

const observed = { places: [], failures: [], remarks: [], broken: null };

/** A sandbox in which the solutions of these assignments fail. */
const aSandbox = (failing: readonly string[] = []) => ({
  forgeable: false,
  record: vi.fn<Sandbox['record']>(({ code }: GradingJob) =>
    Promise.resolve(
      failing.some((slug) => code.includes(slug))
        ? { report: report('failed'), record: null, observed }
        : { report: report('passed'), record: { tests: [code], uses: {} }, observed },
    ),
  ),
});

const none = () => Promise.resolve([]);
const noSandbox = () => Promise.reject(new Error('no sandbox should be needed'));

it('puts a record into each bundle that takes one, and its hash covers it', async () => {
  const sandbox = aSandbox();
  const folder = aFolder(['a', 'b']);
  const [course] = await withRecords([folder], {
    findRecords: none,
    openSandbox: () => Promise.resolve(sandbox),
  });
  expect(course?.assignments.map(({ bundle }) => bundle.record?.tests)).toEqual([
    ['# solves a\n'],
    ['# solves b\n'],
  ]);
  course?.assignments.forEach(({ bundle, bundleHash }, index) => {
    expect(bundleHash).toBe(hashBundle(bundle));
    expect(bundleHash).not.toBe(folder.course.assignments[index]?.bundleHash);
  });
  expect(JSON.stringify(course?.assignments[0]?.starterCode)).not.toContain('solves');
});

it('makes none anew when nothing has changed, and those that are missing otherwise', async () => {
  const sandbox = aSandbox();
  const openSandbox = () => Promise.resolve(sandbox);
  const first = await withRecords([aFolder(['a', 'b'])], { findRecords: none, openSandbox });
  const known = first.flatMap(({ assignments }) => assignments.map(({ bundle }) => bundle.record));
  const findRecords = (keys: readonly string[]): Promise<GradingRecord[]> =>
    Promise.resolve(
      known.filter((record) => record !== null && keys.includes(record.key)),
    ) as never;

  const again = await withRecords([aFolder(['a', 'b'])], { findRecords, openSandbox: noSandbox });
  expect(again).toEqual(first);

  sandbox.record.mockClear();
  const folder = aFolder(['a', 'b']);
  const solutions = new Map([...folder.solutions, ['b', '# another\n']]);
  await withRecords([{ ...folder, solutions }], { findRecords, openSandbox });
  expect(sandbox.record.mock.calls.map(([job]) => job.code)).toEqual(['# another\n']);
});

it('needs no sandbox for assignments with the shared judge', async () => {
  const folder = aFolder(['a'], 'shared');
  const courses = await withRecords([folder], { findRecords: none, openSandbox: noSandbox });
  expect(courses).toEqual([folder.course]);
});

it('leaves them out where the sandbox grades in one process, and says so once', async () => {
  const warnings: string[] = [];
  const sandbox = { ...aSandbox(), forgeable: true };
  const folders = [aFolder(['a', 'b'])];
  const courses = await withRecords(folders, {
    findRecords: none,
    openSandbox: () => Promise.resolve(sandbox),
    onWarning: (message) => warnings.push(message),
  });
  expect(courses).toEqual(folders.map(({ course }) => course));
  expect(sandbox.record).not.toHaveBeenCalled();
  expect(warnings).toEqual([expect.stringContaining('a program can forge its verdict')]);
});

it('refuses all when a model solution does not pass, and names each of those', async () => {
  const sandbox = aSandbox(['a', 'c']);
  const refused = withRecords([aFolder(['a', 'b', 'c'])], {
    findRecords: none,
    openSandbox: () => Promise.resolve(sandbox),
  });
  await expect(refused).rejects.toThrow(CommandError);
  const { message, exitStatus } = (await refused.catch(
    (error: unknown) => error as CommandError,
  )) as CommandError;
  expect(exitStatus).toBe(1);
  expect(message.split('\n').slice(0, 3)).toEqual([
    '2 model solutions do not pass their own tests, so nothing was loaded:',
    '  course/a/solution.py: failed: it went wrong',
    '  course/c/solution.py: failed: it went wrong',
  ]);
});

it('tells of a sandbox that fails for an assignment, in one line', async () => {
  const trouble = new SandboxError('the sandbox ended: Traceback\n  …\nNo module named x');
  const sandbox = { forgeable: false, record: () => Promise.reject(trouble) };
  await expect(
    withRecords([aFolder(['a'])], {
      findRecords: none,
      openSandbox: () => Promise.resolve(sandbox),
    }),
  ).rejects.toThrow(
    'course/a/solution.py: could not be tried, the sandbox failed: No module named x',
  );
});
