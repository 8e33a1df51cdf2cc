import { gradingBundleSchema, type GradingRecord, type Judge } from '@touchstone/contracts';
import { hashBundle, type CourseFolder } from '@touchstone/course';
import { madeByOf, type Sandbox } from '@touchstone/grader-api/offline';
import { expect, it, vi } from 'vitest';
import { CommandError } from '../command-error.ts';
import type { CourseChanges, CourseStore } from '../control/course-calls.ts';
import type { AssignmentCheck, CheckedFolder } from './check-assignment.ts';
import type { Finding } from './finding.ts';
import { storeCourses } from './store-courses.ts';
import { keyOf } from './records.ts';

function aFolder(slugs: readonly string[], judge: Judge = 'split'): CourseFolder {
  const assignments = slugs.map((slug) => {
    const bundle = gradingBundleSchema.parse({
      fileName: 'submission.py',
      judge,
      scoring: 'all',
      points: 100,
      limits: {},
      preload: [],
      files: [],
      record: null,
      testFiles: [{ fileName: 'tests.py', source: `# ${slug}\n`, hidden: false }],
    });
    const shown = { slug, title: slug, part: '', points: 100, starterCode: '' };
    const bundleHash = hashBundle(bundle);
    const forStudents = { handoutHtml: '', publicTests: null, hints: [], shownSolution: null };
    return { ...shown, ...forStudents, bundle, bundleHash };
  });
  return {
    course: { slug: 'course', title: 'Course', description: '', assignments },
    solutions: new Map(slugs.map((slug) => [slug, { code: `# solves ${slug}\n` }])),
    notes: new Map(),
    warnings: [],
  };
}

/** Checks without a sandbox; what is found of each assignment is given. */
const aCheck = (found: Record<string, readonly Finding[]> = {}) =>
  vi.fn(async (folder: CheckedFolder, sandbox: Sandbox): Promise<AssignmentCheck> => {
    const { slug, bundle, solution } = folder;
    const madeBy = await madeByOf(sandbox);
    const key = keyOf(bundle, solution, madeBy);
    const record = key === null ? null : { key, tests: [solution?.code ?? ''], uses: {}, madeBy };
    return {
      assignment: slug,
      judge: bundle.judge,
      tests: [],
      hiddenTests: [],
      solution: null,
      starter: null,
      record,
      findings: found[slug] ?? [],
    };
  });

const aFinding = (kind: Finding['kind'], message: string): Finding => ({
  kind,
  file: 'tests.py',
  line: 3,
  message,
});

const noChanges = {
  ...{ added: [], changed: [], retired: [], renamed: [], kept: [] },
  ...{ testsChanged: [], pointsChanged: [], refusals: [] },
};

/** A store with these records in it, and the courses that were stored in it. */
function aStore(records: readonly GradingRecord[] = [], kept: string[] = []) {
  const storeCourse = vi.fn<CourseStore['storeCourse']>(() =>
    Promise.resolve<CourseChanges>({ ...noChanges, kept }),
  );
  const findRecords = (keys: readonly string[]) =>
    Promise.resolve(records.filter(({ key }) => keys.includes(key)));
  return { storeCourse, findRecords };
}

const aSandbox = (forgeable = false, python = 'CPython 3.11.2') =>
  ({ forgeable, interpreter: () => python }) as Sandbox;

it('puts a record into each bundle that needs one, and its hash covers it', async () => {
  const store = aStore();
  const folder = aFolder(['a', 'b']);
  const ground = { store, sandbox: aSandbox(), check: aCheck() };
  const [course] = await storeCourses([folder], ground);
  expect(course?.assignments.map(({ bundle }) => bundle.record?.tests)).toEqual([
    ['# solves a\n'],
    ['# solves b\n'],
  ]);
  course?.assignments.forEach(({ bundle, bundleHash }, index) => {
    expect(bundleHash).toBe(hashBundle(bundle));
    expect(bundleHash).not.toBe(folder.course.assignments[index]?.bundleHash);
  });
  expect(store.storeCourse.mock.calls).toEqual([[course, { retire: [], missing: 'keep' }]]);
});

it('checks only what has changed', async () => {
  const check = aCheck();
  const first = await storeCourses([aFolder(['a', 'b'])], {
    store: aStore(),
    sandbox: aSandbox(),
    check,
  });
  const known = first.flatMap(({ assignments }) =>
    assignments.flatMap(({ bundle }) => bundle.record ?? []),
  );
  check.mockClear();

  const again = { store: aStore(known), sandbox: aSandbox(), check };
  expect(await storeCourses([aFolder(['a', 'b'])], again)).toEqual(first);
  expect(check).not.toHaveBeenCalled();

  const folder = aFolder(['a', 'b']);
  const solutions = new Map([...folder.solutions, ['b', { code: '# another\n' }]]);
  await storeCourses([{ ...folder, solutions }], again);
  expect(check.mock.calls.map(([{ slug, solution }]) => [slug, solution])).toEqual([
    ['course/b', { code: '# another\n' }],
  ]);
});

it('makes new records for another Python, which say what made them', async () => {
  const check = aCheck();
  const first = await storeCourses([aFolder(['a'])], {
    store: aStore(),
    sandbox: aSandbox(),
    check,
  });
  const known = first.flatMap(({ assignments }) =>
    assignments.flatMap(({ bundle }) => bundle.record ?? []),
  );
  check.mockClear();
  const sandbox = aSandbox(false, 'CPython 3.13.1');
  const [course] = await storeCourses([aFolder(['a'])], { store: aStore(known), sandbox, check });
  expect(check).toHaveBeenCalledOnce();
  const [assignment] = course?.assignments ?? [];
  expect(assignment?.bundle.record?.madeBy).toEqual(await madeByOf(sandbox));
  expect(assignment?.bundleHash).not.toBe(first[0]?.assignments[0]?.bundleHash);
});

it('does not check assignments with the shared judge, which need no record', async () => {
  const check = aCheck();
  const folder = aFolder(['a'], 'shared');
  const courses = await storeCourses([folder], { store: aStore(), sandbox: aSandbox(), check });
  expect(courses).toEqual([folder.course]);
  expect(check).not.toHaveBeenCalled();
});

it('makes no records where the sandbox grades in one process', async () => {
  const check = aCheck();
  const folder = aFolder(['a', 'b']);
  const courses = await storeCourses([folder], { store: aStore(), sandbox: aSandbox(true), check });
  expect(courses).toEqual([folder.course]);
  expect(check).not.toHaveBeenCalled();
});

it('refuses all courses when one has a fault, and names each with its file and line', async () => {
  const store = aStore();
  const check = aCheck({
    'course/a': [aFinding('fault', 'has no assertion'), aFinding('warning', 'is odd')],
    'course/c': [aFinding('fault', 'fails')],
  });
  const refused = storeCourses([aFolder(['a', 'b', 'c'])], { store, sandbox: aSandbox(), check });
  const error: unknown = await refused.catch((reason: unknown) => reason);
  if (!(error instanceof CommandError)) throw new Error('expected a refusal', { cause: error });
  expect(error.exitStatus).toBe(1);
  expect(error.message.split('\n').slice(0, 3)).toEqual([
    'Nothing was loaded because of 2 faults:',
    '  course/a/tests.py:3: has no assertion',
    '  course/c/tests.py:3: fails',
  ]);
  expect(store.storeCourse).not.toHaveBeenCalled();
});

it('passes warnings on and stores the courses nevertheless', async () => {
  const store = aStore();
  const warnings: string[] = [];
  const leftOut = { file: 'draft', message: 'is not listed', isLeftOut: true };
  await storeCourses([{ ...aFolder(['a']), warnings: [leftOut] }], {
    store,
    sandbox: aSandbox(),
    check: aCheck({ 'course/a': [aFinding('warning', 'is odd')] }),
    onWarning: (message) => warnings.push(message),
  });
  expect(warnings).toEqual(['course/draft: is not listed', 'course/a/tests.py:3: is odd']);
  expect(store.storeCourse).toHaveBeenCalledOnce();
});

it('warns of assignments that stay although their folder is gone', async () => {
  const onWarning = vi.fn();
  await storeCourses([aFolder(['a'])], {
    store: aStore([], ['leap-year']),
    sandbox: aSandbox(),
    check: aCheck(),
    onWarning,
  });
  expect(onWarning.mock.calls).toEqual([
    [expect.stringMatching(/^course\/leap-year is not in .* course load DIR --retire leap-year$/)],
  ]);
});
