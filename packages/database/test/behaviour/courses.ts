import type { LoadedCourse } from '@touchstone/contracts';
import { describe, expect, it } from 'vitest';
import {
  findCourse,
  findRecords,
  listAssignments,
  listCourses,
  listInvitedAssignments,
  readAssignment,
  readGradingBundle,
  readSolution,
  storeCourse,
  type Database,
} from '../../src/index.ts';
import { aBundle, aCourse, anAssignment, malformedIds, nobodysId, testFile } from '../fixtures.ts';

export function describeCourses(database: () => Database): void {
  const db = () => database().kysely;
  const slugsOf = async (courseId: string) =>
    (await listAssignments(db(), courseId)).map(({ slug, position }) => [slug, position]);
  const idsOf = async (courseId: string) =>
    new Map((await listAssignments(db(), courseId)).map(({ slug, id }) => [slug, id]));

  const noChanges = {
    ...{ added: [], changed: [], retired: [], renamed: [], kept: [] },
    ...{ testsChanged: [], pointsChanged: [], refusals: [] },
  };

  describe('courses', () => {
    it('are listed in the order in which they were first loaded', async () => {
      expect(await listCourses(db())).toEqual([]);
      expect(await findCourse(db())).toBeNull();
      for (const slug of ['zebra', 'ant', 'zebra']) await storeCourse(db(), aCourse(slug, []));
      const courses = await listCourses(db());
      expect(courses.map(({ slug }) => slug)).toEqual(['zebra', 'ant']);
      expect(await findCourse(db())).toEqual(courses[0]);
      expect(await findCourse(db(), 'ant')).toEqual(courses[1]);
      expect(await findCourse(db(), 'bee')).toBeNull();
    });

    it('get a new title and description by the next load', async () => {
      await storeCourse(db(), aCourse('one', []));
      const before = await findCourse(db(), 'one');
      await storeCourse(db(), { ...aCourse('one', []), title: 'New', description: 'Other' });
      expect(await findCourse(db(), 'one')).toEqual({
        ...before,
        title: 'New',
        description: 'Other',
      });
    });

    it('are open unless the load says that only members see them', async () => {
      const accessAfter = async (changes: Partial<LoadedCourse>) => {
        await storeCourse(db(), { ...aCourse('one', ['a']), ...changes });
        return (await findCourse(db(), 'one'))?.access;
      };
      expect(await accessAfter({})).toBe('open');
      expect(await accessAfter({ access: 'invited' })).toBe('invited');
      expect([...(await listInvitedAssignments(db())).values()]).toHaveLength(1);
      expect(await accessAfter({})).toBe('open');
      expect([...(await listInvitedAssignments(db())).values()]).toEqual([]);
    });

    it('list their assignments in the course’s order', async () => {
      const { courseId } = await storeCourse(db(), aCourse('one', ['b', 'a']));
      await storeCourse(db(), aCourse('two', ['a', 'b']));
      expect(await listAssignments(db(), courseId)).toEqual([
        {
          id: expect.any(String) as string,
          slug: 'b',
          title: 'Title of b',
          part: 'Part one',
          points: 100,
          position: 1,
        },
        expect.objectContaining({ slug: 'a', position: 2 }),
      ]);
      for (const id of [...malformedIds, nobodysId]) {
        expect(await listAssignments(db(), id)).toEqual([]);
      }
    });

    it('contain what a student may see of an assignment, and its bundle', async () => {
      const shown = { hints: ['First', 'Second, "quoted"'], shownSolution: '# solved\n' };
      const loaded = anAssignment('sum', { points: 12.5, publicTests: '# tests\n', ...shown });
      const { courseId } = await storeCourse(db(), aCourse('one', [loaded]));
      const [summary] = await listAssignments(db(), courseId);
      expect(await readAssignment(db(), summary?.id ?? '')).toEqual({
        ...summary,
        points: 12.5,
        course: 'one',
        courseId,
        access: 'open',
        fileName: 'submission.py',
        starterCode: loaded.starterCode,
        handoutHtml: loaded.handoutHtml,
        publicTests: '# tests\n',
        hints: ['First', 'Second, "quoted"'],
        hasSolution: true,
        judge: 'split',
        bundleHash: loaded.bundleHash,
        archived: false,
      });
      expect(await readGradingBundle(db(), loaded.bundleHash)).toEqual(loaded.bundle);
      expect(await readGradingBundle(db(), 'f'.repeat(64))).toBeNull();
    });

    it('say when an assignment’s tests run in the program’s process', async () => {
      const shared = anAssignment('a', { bundle: aBundle({ judge: 'shared' }) });
      const { courseId } = await storeCourse(db(), aCourse('one', [shared]));
      const [summary] = await listAssignments(db(), courseId);
      expect(await readAssignment(db(), summary?.id ?? '')).toMatchObject({ judge: 'shared' });
    });

    it('have records that are found by their keys, one for each', async () => {
      const record = { key: 'ab'.repeat(32), tests: ['T.b', 'T.a'], uses: { 'T.b': ['attr:x'] } };
      const other = { key: 'cd'.repeat(32), tests: [], uses: {} };
      await storeCourse(
        db(),
        aCourse('one', [
          anAssignment('a', { bundle: aBundle({ record }) }),
          anAssignment('b', { bundle: aBundle({ record, points: 7 }) }),
          anAssignment('c', { bundle: aBundle({ record: other }) }),
          'd',
        ]),
      );
      expect(await findRecords(db(), [])).toEqual([]);
      expect(await findRecords(db(), ['ef'.repeat(32)])).toEqual([]);
      expect(await findRecords(db(), [record.key, 'ef'.repeat(32)])).toEqual([record]);
      const both = await findRecords(db(), [record.key, other.key]);
      expect(both.map(({ key }) => key).sort()).toEqual([record.key, other.key]);
    });

    it('have no assignment with a malformed or unknown id', async () => {
      for (const id of [...malformedIds, nobodysId]) {
        expect(await readAssignment(db(), id)).toBeNull();
      }
    });

    it('keep ids when loaded again unchanged, and report no change', async () => {
      const course = aCourse('one', ['a', 'b']);
      const first = await storeCourse(db(), course);
      const ids = await idsOf(first.courseId);
      expect(first).toMatchObject({ added: ['a', 'b'], changed: [], retired: [] });
      const second = await storeCourse(db(), course);
      expect(second).toEqual({ courseId: first.courseId, ...noChanges });
      expect(await idsOf(first.courseId)).toEqual(ids);
    });

    it('report a change of the hints', async () => {
      const hints = ['One', 'Two'];
      await storeCourse(db(), aCourse('one', [anAssignment('a', { hints })]));
      const same = await storeCourse(db(), aCourse('one', [anAssignment('a', { hints })]));
      expect(same.changed).toEqual([]);
      const other = await storeCourse(
        db(),
        aCourse('one', [anAssignment('a', { hints: ['One'] })]),
      );
      expect(other.changed).toEqual(['a']);
    });

    it('report what a load added, changed and retired, and keep the other ids', async () => {
      const { courseId } = await storeCourse(db(), aCourse('one', ['a', 'b', 'c', 'd']));
      const before = await idsOf(courseId);
      const bundle = aBundle({ testFiles: [testFile('# stricter\n')] });
      const other = anAssignment('d', { bundle });
      const outcome = await storeCourse(db(), aCourse('one', ['c', 'new', other, 'a']));
      expect(outcome).toMatchObject({ added: ['new'], changed: ['d'], retired: ['b'] });
      expect(outcome.testsChanged).toEqual([{ slug: 'd', solved: 0 }]);
      const after = await idsOf(courseId);
      expect(await slugsOf(courseId)).toEqual([
        ['c', 1],
        ['new', 2],
        ['d', 3],
        ['a', 4],
      ]);
      for (const slug of ['a', 'c', 'd']) expect(after.get(slug)).toBe(before.get(slug));
      expect(await readAssignment(db(), after.get('d') ?? '')).toMatchObject({
        bundleHash: other.bundleHash,
      });
    });

    it('hide a retired assignment, and restore it with its id when it is loaded again', async () => {
      const { courseId } = await storeCourse(db(), aCourse('one', ['a', 'b']));
      const before = await idsOf(courseId);
      await storeCourse(db(), aCourse('one', ['b']));
      expect(await slugsOf(courseId)).toEqual([['b', 1]]);
      expect(await readAssignment(db(), before.get('a') ?? '')).toBeNull();
      const again = await storeCourse(db(), aCourse('one', ['b']));
      expect(again.retired).toEqual([]);
      expect(await storeCourse(db(), aCourse('one', ['a', 'b']))).toEqual({
        courseId,
        ...noChanges,
        restored: ['a'],
      });
      expect(await idsOf(courseId)).toEqual(before);
    });

    it('hide an assignment that is not published, and restore it with its id', async () => {
      const { courseId } = await storeCourse(db(), aCourse('one', ['a', 'b', 'c']));
      const before = await idsOf(courseId);
      const hidden = { ...aCourse('one', ['b']), unpublished: ['a', 'never-loaded'] };
      const changes = await storeCourse(db(), hidden);
      expect(changes).toMatchObject({ retired: ['c'], unpublished: ['a'] });
      expect(await slugsOf(courseId)).toEqual([['b', 1]]);
      expect(await readAssignment(db(), before.get('a') ?? '')).toBeNull();
      await storeCourse(db(), aCourse('one', ['a', 'b', 'c']));
      expect(await idsOf(courseId)).toEqual(before);
    });

    it('are in no list while they are not published, and come back with their ids', async () => {
      const shown = { hints: [], shownSolution: '# solved' };
      const { courseId } = await storeCourse(db(), aCourse('one', [anAssignment('a', shown)]));
      const before = await idsOf(courseId);
      const assignmentId = before.get('a') ?? '';
      const hidden = { ...aCourse('one', []), published: false };
      expect(await storeCourse(db(), hidden)).toMatchObject({ published: false });
      expect(await storeCourse(db(), hidden)).not.toHaveProperty('published');
      await storeCourse(db(), { ...aCourse('new', []), published: false });
      expect(await listCourses(db())).toEqual([]);
      expect(await findCourse(db())).toBeNull();
      expect(await findCourse(db(), 'one')).toBeNull();
      expect(await slugsOf(courseId)).toEqual([]);
      expect(await readAssignment(db(), assignmentId)).toBeNull();
      expect(await readSolution(db(), { assignmentId, userId: nobodysId })).toBeNull();
      const again = await storeCourse(db(), aCourse('one', [anAssignment('a', shown)]));
      expect(again).toEqual({ courseId, ...noChanges, published: true });
      expect(await idsOf(courseId)).toEqual(before);
      expect(await readSolution(db(), { assignmentId, userId: nobodysId })).toBe('unsolved');
    });

    it('are stored completely or not at all', async () => {
      const bad = anAssignment('b', { points: -1 });
      await expect(storeCourse(db(), aCourse('one', ['a', bad]))).rejects.toThrow('points');
      expect(await listCourses(db())).toEqual([]);
    });

    it('may be loaded by several processes at once', async () => {
      const loads = ['a', 'b', 'c', 'd'].map((slug) =>
        storeCourse(db(), aCourse('one', [slug, 'shared'])),
      );
      const courseIds = (await Promise.all(loads)).map(({ courseId }) => courseId);
      expect(new Set(courseIds).size).toBe(1);
      expect(await slugsOf(courseIds[0] ?? '')).toEqual([
        [expect.stringMatching(/^[abcd]$/), 1],
        ['shared', 2],
      ]);
    });
  });
}
