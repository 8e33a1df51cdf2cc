import { describe, expect, it } from 'vitest';
import {
  listAssignments,
  listSubmissions,
  planCourse,
  readDraft,
  readProgress,
  readSubmissionsWithPoints,
  readTotalPoints,
  storeCourse,
  writeDraft,
  type Database,
  type HandIn,
} from '../../src/index.ts';
import { aClassroom, aCourse, anAssignment, aResult, graded } from '../fixtures.ts';

export function describeCourseChanges(database: () => Database): void {
  const db = () => database().kysely;
  const renamed = (slug: string, renamedFrom: string) => anAssignment(slug, { renamedFrom });

  /** A student who has solved `a` and handed in `b`, with a draft for `a`. */
  async function aStudent() {
    const room = await aClassroom(db(), ['a', 'b']);
    const { userId, courseId } = room;
    const [a, b] = room.handIns as [HandIn, HandIn];
    const { id } = (await graded(db(), a, aResult('passed'))).submission;
    await graded(db(), b, aResult('failed', { points: 40 }));
    await writeDraft(db(), { userId, assignmentId: a.assignmentId, code: 'mine\n', revision: 0 });
    const has = async () => ({
      points: (await readProgress(db(), { userId, courseId })).points,
      total: await readTotalPoints(db(), userId),
      told: (await readSubmissionsWithPoints(db(), [id]))[0]?.points,
      history: (await listSubmissions(db(), { userId, limit: 9 })).submissions.length,
      ofA: (await listSubmissions(db(), { userId, assignmentId: a.assignmentId, limit: 9 }))
        .submissions[0]?.id,
      draft: (await readDraft(db(), { userId, assignmentId: a.assignmentId }))?.code,
      slugs: (await listAssignments(db(), courseId)).map(({ slug }) => slug),
      ids: (await listAssignments(db(), courseId)).map((one) => one.id),
    });
    return { ...room, aId: a.assignmentId, has };
  }
  const load = (...args: Parameters<typeof aCourse>[1]) =>
    storeCourse(db(), aCourse('course', args));

  describe('an assignment of a course with students', () => {
    it('keeps id, points, drafts and history under a new name', async () => {
      const { has } = await aStudent();
      const before = await has();
      expect(before).toMatchObject({ points: 140, total: 140, told: 140, history: 2 });
      const stored = await load('b', renamed('c', 'a'));
      expect(stored).toMatchObject({ renamed: [{ slug: 'c', from: 'a' }], added: [], retired: [] });
      const [aId, bId] = before.ids;
      expect(await has()).toEqual({ ...before, slugs: ['b', 'c'], ids: [bId, aId] });
      // The line may stay, and the next name may follow.
      expect((await load('b', renamed('c', 'a'))).renamed).toEqual([]);
      expect((await load('b', renamed('d', 'c'))).renamed).toHaveLength(1);
      expect(await has()).toEqual({ ...before, slugs: ['b', 'd'], ids: [bId, aId] });
      // A course that is loaded for the first time has nothing to rename.
      const fresh = await storeCourse(db(), aCourse('other', [renamed('c', 'a')]));
      expect(fresh).toMatchObject({ added: ['c'], renamed: [] });
    });

    it('is not renamed to one that exists', async () => {
      const { has } = await aStudent();
      const before = await has();
      await expect(load(renamed('b', 'a'))).rejects.toThrow('b: renamed-from: a is not possible');
      await expect(load(renamed('b', 'a'))).rejects.toThrow('Give the folder a name that is new');
      expect(await has()).toEqual(before);
    });

    it('is retired only if the load names it', async () => {
      const { has, aId } = await aStudent();
      const before = await has();
      const advice = 'a: it has 1 submission, but the folder no longer has it. Put it back; or';
      await expect(load('b')).rejects.toThrow(advice);
      await expect(load('b')).rejects.toThrow('retire it with --retire a, and its points leave');
      const { refusals } = await planCourse(db(), aCourse('course', ['b']));
      expect(refusals).toEqual([expect.stringContaining('renamed-from: a')]);
      expect(await has()).toEqual(before);

      const retire = (...slugs: string[]) =>
        storeCourse(db(), aCourse('course', ['b']), { retire: slugs });
      await expect(retire('a', 'b')).rejects.toThrow('--retire b: the folder still has it');
      await expect(retire('a', 'z')).rejects.toThrow('--retire z: course has no such assignment');
      expect(await retire('a')).toMatchObject({ retired: ['a'] });
      const [, bId] = before.ids;
      const retired = { ...before, points: 40, total: 40, told: 40, slugs: ['b'], ids: [bId] };
      expect(await has()).toEqual(retired);
      // Once retired it need not be named again.
      expect((await load('b')).retired).toEqual([]);
      expect(await retire('a')).toMatchObject({ retired: [] });

      expect(await load('a', 'b')).toMatchObject({ restored: ['a'] });
      expect(await has()).toEqual(before);
      expect(before.ids[0]).toBe(aId);
    });

    it('may come back under another name', async () => {
      const { has } = await aStudent();
      const before = await has();
      await storeCourse(db(), aCourse('course', ['b']), { retire: ['a'] });
      const stored = await load(renamed('c', 'a'), 'b');
      expect(stored).toMatchObject({ renamed: [{ slug: 'c', from: 'a' }], restored: ['c'] });
      expect(await has()).toEqual({ ...before, slugs: ['c', 'b'] });
    });

    it('stays in the course when a start does not find it in the folder', async () => {
      const { has } = await aStudent();
      const before = await has();
      const start = () => storeCourse(db(), aCourse('course', ['new', 'b']), { missing: 'keep' });
      expect(await start()).toMatchObject({ kept: ['a'], retired: [], added: ['new'] });
      expect(await has()).toMatchObject({ ...before, slugs: ['new', 'b', 'a'], ids: [{}, {}, {}] });
      expect(await start()).toMatchObject({ kept: ['a'] });
    });

    it('without submissions is retired at once', async () => {
      await aStudent();
      await load('a', 'b', 'c');
      expect(await load('a', 'b')).toMatchObject({ retired: ['c'] });
    });

    it('keeps what students have when its points change', async () => {
      const { has } = await aStudent();
      const before = await has();
      const stored = await load(anAssignment('a', { points: 10 }), 'b');
      expect(stored.pointsChanged).toEqual([{ slug: 'a', from: 100, to: 10, students: 1 }]);
      expect(await has()).toEqual(before);
    });
  });
}
