import type { PointsRule, StudentPoints, SubmissionChoice } from '@touchstone/contracts';
import { describe, expect, it } from 'vitest';
import {
  changeDates,
  deleteUser,
  insertReused,
  listChosenSubmissions,
  listStudentPoints,
  loadRoster,
  readGridPage,
  readPointsCourse,
  readSubmittedFiles,
  setRole,
  storeCourse,
  type Database,
  type HandIn,
} from '../../src/index.ts';
import {
  accepted,
  aClassroom,
  aCourse,
  age,
  aResult,
  aUser,
  graded,
  peopleOf,
} from '../fixtures.ts';

const best: PointsRule = { take: 'best', before: null };
const latest: PointsRule = { take: 'latest', before: null };

export function describePoints(database: () => Database): void {
  const db = () => database().kysely;
  const hands = async (handIn: HandIn, code: string, points: number, verdict = 'failed' as const) =>
    (await graded(db(), { ...handIn, code }, aResult(verdict, { points }))).submission.id;
  const passes = async (handIn: HandIn, code: string) =>
    (await graded(db(), { ...handIn, code }, aResult('passed'))).submission.id;
  const pointsOf = async (student: string, rule: PointsRule): Promise<StudentPoints | undefined> =>
    (await listStudentPoints(db(), { course: 'course', students: [student], rule }))[0];
  const chosen = async (changes: Partial<SubmissionChoice>, students: readonly string[]) => {
    const everything = { course: 'course', assignment: null, take: 'all', before: null } as const;
    const choice = { ...everything, ...changes };
    const page = { after: null, limit: 100 };
    return (await listChosenSubmissions(db(), { ...choice, students: [...students] }, page))
      .submissions;
  };

  describe('points of a course', () => {
    it('are those of the best or the latest submission, added up exactly', async () => {
      const { handIns, userId } = await aClassroom(db(), ['a', 'b', 'c']);
      const [a, b] = handIns as [HandIn, HandIn];
      await hands(a, '1', 40.1);
      await hands(a, '2', 20);
      await hands(b, '3', 0.2);
      expect(await pointsOf(userId, best)).toEqual({
        student: userId,
        total: 40.3,
        assignments: [
          { assignment: 'a', points: 40.1, earned: 40.1, solved: false },
          { assignment: 'b', points: 0.2, earned: 0.2, solved: false },
        ],
      });
      expect(await pointsOf(userId, latest)).toMatchObject({ total: 20.2 });
    });

    it('are 0 where all failed, and nothing where nothing is graded or we failed', async () => {
      const { handIns, userId } = await aClassroom(db(), ['a', 'b', 'c', 'd']);
      const [a, b, c] = handIns as [HandIn, HandIn, HandIn];
      await hands(a, '1', 0);
      await graded(db(), { ...b, code: '2' }, aResult('internal-error'));
      await accepted(db(), c);
      for (const rule of [best, latest, { ...best, before: '2999-01-01T00:00:00Z' }]) {
        expect(await pointsOf(userId, rule)).toMatchObject({
          total: 0,
          assignments: [{ assignment: 'a', points: 0, earned: 0, solved: false }],
        });
      }
    });

    it('can be those of submissions received before a moment', async () => {
      const { handIn, userId } = await aClassroom(db(), ['a']);
      const early = await hands(handIn, '1', 30);
      await age(db(), early, 'created_at');
      await passes(handIn, '2');
      const before = new Date(Date.now() - 30 * 60_000).toISOString();
      const then = { assignments: [{ points: 30, solved: false }] };
      expect(await pointsOf(userId, { take: 'best', before })).toMatchObject(then);
      expect(await pointsOf(userId, { take: 'latest', before })).toMatchObject(then);
      expect(await pointsOf(userId, best)).toMatchObject({ total: 100 });
      expect(await chosen({ before }, [userId])).toMatchObject([{ id: early }]);
    });

    it('can be those of submissions in time, with extensions, and less for late ones', async () => {
      const { handIn, userId } = await aClassroom(db(), ['a', 'b']);
      const { assignmentId } = handIn;
      const due = new Date(Date.now() - 3_600_000);
      await db()
        .updateTable('assignments')
        .set({ due_at: due, points_per_day: 10 })
        .where('id', '=', assignmentId)
        .execute();
      const inTime = await hands(handIn, '1', 30);
      await db()
        .updateTable('submissions')
        .set({ created_at: due } as object)
        .where('id', '=', inTime)
        .execute();
      const late = await passes(handIn, '2');
      const atDue: PointsRule = { take: 'best', before: 'due' };
      expect(await pointsOf(userId, best)).toMatchObject({ total: 90 });
      expect(await pointsOf(userId, latest)).toMatchObject({ total: 90 });
      expect(await pointsOf(userId, atDue)).toMatchObject({ total: 30 });
      const toldBest = { take: 'best', before: 'due' } as const;
      expect(await chosen(toldBest, [userId])).toMatchObject([{ id: inTime, points: 30 }]);
      expect(await chosen({ take: 'best' }, [userId])).toMatchObject([{ id: late, points: 90 }]);

      const scope = { kind: 'student', userId } as const;
      const extended = { opens: null, due: new Date(Date.now() + 60_000), closes: null };
      const why = { reason: null, authorId: null };
      await changeDates(db(), { assignmentId, scope, ...extended, ...why });
      expect(await pointsOf(userId, atDue)).toMatchObject({ total: 100 });
      expect(await chosen(toldBest, [userId])).toMatchObject([{ id: late, points: 100 }]);
    });

    it('count reused results, and no assignment that is retired', async () => {
      const { handIns, userId } = await aClassroom(db(), ['a', 'b']);
      const [a, b] = handIns as [HandIn, HandIn];
      const id = await passes(a, '1');
      await passes(b, '2');
      const friend = await aUser(db());
      await insertReused(db(), { ...a, userId: friend, source: { ...aResult('passed'), id } });
      await storeCourse(db(), aCourse('course', ['a']), { retire: ['b'], missing: 'refuse' });
      for (const student of [userId, friend]) {
        expect(await pointsOf(student, best)).toMatchObject({ total: 100 });
        expect(await pointsOf(student, latest)).toMatchObject({ total: 100 });
      }
      const course = await readPointsCourse(db(), 'course');
      expect(course?.assignments).toMatchObject([
        { slug: 'a', counts: true },
        { slug: 'b', counts: false },
      ]);
      expect(await chosen({}, [userId])).toHaveLength(1);
      expect(await chosen({ assignment: 'b' }, [userId])).toHaveLength(1);
    });

    it('are of everybody who took part in that course, and of nobody else', async () => {
      const { handIn, userId } = await aClassroom(db(), ['a']);
      const other = await aClassroom(db(), ['a'], 'other');
      await hands(other.handIn, '1', 5);
      const ungraded = await aUser(db());
      await accepted(db(), { ...handIn, userId: ungraded });
      const gone = await aUser(db());
      await passes({ ...handIn, userId: gone }, '2');
      await deleteUser(db(), gone);
      await hands(handIn, '3', 0);
      const students = (await readPointsCourse(db(), 'course'))?.students ?? [];
      const unknown = { number: null, name: null, mail: null, group: null };
      expect(students).toEqual([userId, ungraded].sort().map((uuid) => ({ uuid, ...unknown })));
      expect(await readPointsCourse(db(), 'none')).toBeNull();
    });
  });

  describe('students of a course', () => {
    const rosterOf = (...lines: string[]): string => ['name,mail,group,id', ...lines].join('\n');

    it('are its members with their names, by last name, then those who only took part', async () => {
      const { courseId, handIn, userId } = await aClassroom(db(), ['a']);
      await hands(handIn, '1', 5);
      const roster = rosterOf(
        ...['Konrad Zuse,zuse@example.org,B,2', 'Ada Lovelace,ada@example.org,A,1'],
        ...['Grace Hopper,grace@example.org,,'],
      );
      await loadRoster(db(), { courseId, actor: null, csv: roster, dryRun: false });
      const members = await peopleOf(db(), { courseId });
      const grace = members.find(({ mail }) => mail === 'grace@example.org')?.uuid ?? '';
      await hands({ ...handIn, userId: grace }, '2', 7);
      await setRole(db(), { courseId, userId: grace, actor: null, role: 'teacher' });
      const students = (await readPointsCourse(db(), 'course'))?.students ?? [];
      expect(
        students.map(({ uuid, ...student }) => ({ ...student, isHim: uuid === userId })),
      ).toEqual([
        { number: '1', name: 'Lovelace, Ada', mail: 'ada@example.org', group: 'A', isHim: false },
        { number: '2', name: 'Zuse, Konrad', mail: 'zuse@example.org', group: 'B', isHim: false },
        { number: null, name: null, mail: null, group: null, isHim: true },
      ]);
    });

    it('are sorted by last name, accents beside their letters, numbers as such', async () => {
      const { courseId } = await aClassroom(db(), ['a']);
      const names = [
        ...['Konrad Zuse', 'X Özil', 'a adams', 'Y Oz', '  Ada   King Lovelace ', 'Plato'],
        ...['Guido van Rossum', '"Straße, Z"', 'bell hooks', 'Anna Łuk', 'Strasser A', 'Ada Lu'],
        ...['Student 10', 'Student 9', 'Otto VON Amann', 'Ædda', 'Ян ван Эйк'],
      ];
      const csv = rosterOf(
        ...names.map((name, n) => `${name},${n}@example.org,,${n}`),
        ',z@x.org,,z',
      );
      await loadRoster(db(), { courseId, actor: null, csv, dryRun: false });
      const students = (await readPointsCourse(db(), 'course'))?.students ?? [];
      const sorted = [
        ...['9, Student', '10, Student', 'A, Strasser', 'adams, a', 'Ædda', 'Amann, Otto VON'],
        ...['hooks, bell', 'Lovelace, Ada King', 'Lu, Ada', 'Łuk, Anna', 'Oz, Y', 'Özil, X'],
        ...['Plato', 'Straße, Z', 'van Rossum, Guido', 'Zuse, Konrad', 'ван Эйк, Ян', null],
      ];
      expect(students.map(({ name }) => name)).toEqual(sorted);
      const scope = { courseId, students: null, showsNames: true };
      const { students: inGrid } = await readGridPage(db(), { scope, limit: 50 });
      expect(inGrid.map(({ uuid }) => uuid)).toEqual(students.map(({ uuid }) => uuid));
    });

    it('have a name only in the course whose member they are', async () => {
      const { courseId } = await aClassroom(db(), ['a']);
      const other = await aClassroom(db(), ['a'], 'other');
      const csv = rosterOf('Ada Lovelace,ada@example.org,A,1');
      await loadRoster(db(), { courseId, actor: null, csv, dryRun: false });
      const [ada] = (await readPointsCourse(db(), 'course'))?.students ?? [];
      await hands({ ...other.handIn, userId: ada?.uuid ?? '' }, '1', 1);
      expect((await readPointsCourse(db(), 'other'))?.students).toEqual([
        { uuid: ada?.uuid, number: null, name: null, mail: null, group: null },
      ]);
    });
  });

  describe('submissions of a course', () => {
    it('are listed page by page, each once, in the order of students and course', async () => {
      const { handIns, userId } = await aClassroom(db(), ['a', 'b']);
      const students = [await aUser(db()), userId, await aUser(db())];
      const expected: string[] = [];
      for (const student of students) {
        const ids: Record<string, string[]> = { a: [], b: [] };
        for (const code of ['1', '2']) {
          for (const [index, handIn] of handIns.entries()) {
            const id = await hands({ ...handIn, userId: student }, `${student}${code}`, 1);
            ids[index === 0 ? 'a' : 'b']?.push(id);
          }
        }
        expected.push(...(ids['a'] ?? []), ...(ids['b'] ?? []));
      }
      const choice = {
        ...{ course: 'course', students, assignment: null, before: null },
        take: 'all' as const,
      };
      const listed: string[] = [];
      let page = await listChosenSubmissions(db(), choice, { after: null, limit: 5 });
      for (;;) {
        listed.push(...page.submissions.map(({ id }) => id));
        if (page.next === null) break;
        page = await listChosenSubmissions(db(), choice, { after: page.next, limit: 5 });
      }
      expect(listed).toEqual(expected);
    });

    it('are the ones that gave the points: the first of the best, or the latest', async () => {
      const { handIn, userId } = await aClassroom(db(), ['a']);
      await hands(handIn, 'first', 10);
      const id = await hands(handIn, 'best', 50);
      await hands(handIn, 'as good', 50);
      const last = await hands(handIn, 'worse', 5);
      await graded(db(), { ...handIn, code: 'ours' }, aResult('internal-error', { points: 0 }));
      await accepted(db(), { ...handIn, code: 'waits' });
      expect(await chosen({ take: 'best' }, [userId])).toMatchObject([
        { id, student: userId, assignment: 'a', points: 50, verdict: 'failed', status: 'graded' },
      ]);
      expect(await chosen({ take: 'latest' }, [userId])).toMatchObject([{ id: last, points: 5 }]);
      expect((await chosen({}, [userId])).map(({ status }) => status)).toEqual([
        ...['graded', 'graded', 'graded', 'graded', 'graded', 'queued'],
      ]);
      expect(await readSubmittedFiles(db(), [id])).toEqual([
        { id, files: [{ name: 'submission.py', code: 'best' }] },
      ]);
    });

    it('have the program of the submission whose result they share', async () => {
      const { handIn } = await aClassroom(db(), ['a']);
      const id = await passes(handIn, 'same');
      const friend = await aUser(db());
      const source = { ...aResult('passed'), id };
      const reused = await insertReused(db(), { ...handIn, code: 'same', userId: friend, source });
      const [one] = await chosen({ take: 'best' }, [friend]);
      expect(one?.id).toBe(reused?.submission.id);
      expect(one).toMatchObject({ points: 100, solved: true, verdict: 'passed' });
      expect(await readSubmittedFiles(db(), [one?.id ?? ''])).toMatchObject([
        { files: [{ code: 'same' }] },
      ]);
    });
  });
}
