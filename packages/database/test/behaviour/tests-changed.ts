import type { GradingBundle, GradingCase } from '@touchstone/contracts';
import { describe, expect, it } from 'vitest';
import {
  exportSubmissions,
  listSubmissions,
  planCourse,
  readSubmission,
  storeCourse,
  type Database,
} from '../../src/index.ts';
import {
  aBundle,
  aClassroom,
  aCourse,
  anAssignment,
  aResult,
  aUser,
  graded,
  testFile,
} from '../fixtures.ts';

const aCase: GradingCase = {
  kind: 'call',
  title: 'Doubles',
  points: null,
  hint: null,
  hidden: false,
  call: 'double(1)',
  returns: '2',
  raises: null,
};
const madeBy = { judge: 'ab'.repeat(32), python: 'CPython 3.11.2' };
const record = { key: 'cd'.repeat(32), tests: ['T.test'], uses: {}, madeBy };
const limits = { cpuSeconds: 5, wallSeconds: 10, memoryMiB: 256 };

/** What a bundle that differs from the old one only in this is compared to be. */
const differences: readonly [what: string, changed: boolean, bundle: Partial<GradingBundle>][] = [
  ['a test file', true, { testFiles: [testFile('# stricter\n')] }],
  ['a test file that is hidden now', true, { testFiles: [{ ...testFile('# a\n'), hidden: true }] }],
  ['a limit', true, { limits: { ...limits, memoryMiB: 128 } }],
  ['a file that is read', true, { files: [{ path: 'a.txt', contentBase64: 'YQ==' }] }],
  ['what a case returns', true, { cases: [{ ...aCase, returns: '3' }] }],
  ['a case more', true, { cases: [aCase, { ...aCase, call: 'double(2)' }] }],
  ['no case', true, { cases: [] }],
  ['the points of a case', true, { cases: [{ ...aCase, points: 2 }] }],
  ['title and hint of a case', false, { cases: [{ ...aCase, title: 'Other', hint: 'Try' }] }],
  ['an empty list in a case', false, { cases: [{ ...aCase, modelNames: [] }] }],
  ['the record and its judge', false, { record }],
  ['the points', false, { points: 7 }],
  ['a file that is edited besides', false, { otherFiles: [{ name: 'a.py', code: '# begin\n' }] }],
];

export function describeTestsChanged(database: () => Database): void {
  const db = () => database().kysely;
  const old = { testFiles: [testFile('# a\n')], cases: [aCase], limits };
  const loaded = (changes: Partial<GradingBundle>) =>
    aCourse('course', [anAssignment('a', { bundle: aBundle({ ...old, ...changes }) })]);

  describe('changed tests', () => {
    it('are told from other changes of a bundle', async () => {
      await storeCourse(db(), loaded({}));
      const found = [];
      for (const [what, , bundle] of differences) {
        const { testsChanged } = await planCourse(db(), loaded(bundle));
        found.push([what, testsChanged.length === 1]);
      }
      expect(found).toEqual(differences.map(([what, changed]) => [what, changed]));
      // Planning has stored nothing.
      expect((await storeCourse(db(), loaded({}))).changed).toEqual([]);
    });

    it('count the students who solved it with the old ones only', async () => {
      const { handIn } = await aClassroom(db(), [...loaded({}).assignments]);
      const pass = (changes: object) => graded(db(), { ...handIn, ...changes }, aResult('passed'));
      const [userId, both] = [await aUser(db()), await aUser(db())];
      await graded(db(), handIn, aResult('failed'));
      await pass({ userId, code: 'a\n' });
      await pass({ userId: both, code: 'b\n' });
      const stricter = loaded({ testFiles: [testFile('# stricter\n')] });
      expect((await planCourse(db(), stricter)).testsChanged).toEqual([{ slug: 'a', solved: 2 }]);
      expect((await storeCourse(db(), stricter)).testsChanged).toEqual([{ slug: 'a', solved: 2 }]);
      const bundleHash = stricter.assignments[0]?.bundleHash;
      await pass({ userId: both, bundleHash });
      // Back to the old ones and forth again: `both` has solved it with the new ones.
      await storeCourse(db(), loaded({}));
      expect((await planCourse(db(), stricter)).testsChanged).toEqual([{ slug: 'a', solved: 1 }]);
    });

    it('mark earlier results, also in history and export, until they are back', async () => {
      const { handIn, userId } = await aClassroom(db(), [...loaded({}).assignments]);
      const { id } = (await graded(db(), handIn, aResult('passed'))).submission;
      const marks = async () => [
        (await readSubmission(db(), id))?.submission.earlierTests,
        ...(await listSubmissions(db(), { userId, limit: 9 })).submissions.map(
          ({ earlierTests }) => earlierTests,
        ),
        ...(await exportSubmissions(db(), { userId, after: null, limit: 9 })).submissions.map(
          ({ earlierTests }) => earlierTests,
        ),
      ];
      expect(await marks()).toEqual([false, false, false]);
      await storeCourse(db(), loaded({ record, points: 50 }));
      expect(await marks()).toEqual([false, false, false]);
      await storeCourse(db(), loaded({ limits: { ...limits, cpuSeconds: 1 } }));
      expect(await marks()).toEqual([true, true, true]);
      await storeCourse(db(), loaded({}));
      expect(await marks()).toEqual([false, false, false]);
    });
  });
}
