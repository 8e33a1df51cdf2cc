import type { Outcome } from '@touchstone/contracts';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import {
  assignStudents,
  deleteUser,
  listBlockingTests,
  listClusters,
  listTaughtAssignments,
  loadRoster,
  readAssignmentTotals,
  readFailures,
  readGridPage,
  readTeachScope,
  setRole,
  type Database,
  type GridPage,
  type HandIn,
  type TeachScope,
} from '../../src/index.ts';
import { aClassroom, aResult, aUser, graded } from '../fixtures.ts';
import { ofTests } from './standing.ts';

export function describeTeach(database: () => Database): void {
  const db = () => database().kysely;
  const wrong = ofTests({ adds: 'failed', halves: 'failed' });

  /** A course with two assignments, and what its teachers read. */
  async function aRoom() {
    const room = await aClassroom(db(), ['a', 'b']);
    const [a, b] = room.handIns as [HandIn, HandIn];
    const scope: TeachScope = { courseId: room.courseId, students: null, showsNames: true };
    const handsIn = (userId: string, code: string, outcome: Outcome | 'all' = 'failed') =>
      graded(
        db(),
        { ...a, userId, code },
        outcome === 'all'
          ? ofTests({ adds: 'passed', halves: 'passed' })
          : ofTests({ adds: outcome, halves: 'failed' }),
      );
    const page = (of: Partial<GridPage> = {}) => readGridPage(db(), { scope, limit: 10, ...of });
    const idsOf = async (of: Partial<GridPage> = {}) =>
      (await page(of)).students.map(({ uuid }) => uuid);
    return { ...room, a, b, scope, handsIn, page, idsOf };
  }
  const isDue = (assignmentId: string, days: number) =>
    sql`update assignments set due_at = now() + make_interval(days => ${days}) where id = ${assignmentId}::uuid`.execute(
      db(),
    );
  const quietFor = (userId: string, days: number) =>
    sql`update standings set last_at = now() - make_interval(days => ${days}) where user_id = ${userId}::uuid`.execute(
      db(),
    );

  describe('the grid', () => {
    it('has members by last name, then others who handed in, and nobody who teaches', async () => {
      const { courseId, userId, handsIn, page, idsOf } = await aRoom();
      const people = ['Al Zoë,z@x.org,A,1', 'Zed bert,b@x.org,B,2', '"Cleo, Ann",c@x.org,A,3'];
      const csv = ['name,mail,group,id', ...people].join('\n');
      await loadRoster(db(), { courseId, csv, actor: null, dryRun: false });
      await handsIn(userId, '1');
      const { students } = await page();
      expect(students.map(({ name, studentNumber }) => [name, studentNumber])).toEqual([
        ['Zed bert', '2'],
        ['Cleo, Ann', '3'],
        ['Al Zoë', '1'],
        [null, null],
      ]);
      expect(students[3]?.rows.map(({ cell }) => cell?.tries)).toEqual([1, undefined]);
      const cleo = students[1]?.uuid ?? '';
      await setRole(db(), { courseId, userId: cleo, role: 'assistant', actor: null });
      await handsIn(cleo, '2');
      expect(await idsOf()).not.toContain(cleo);

      const read: string[] = [];
      let after: string | undefined;
      do {
        const { students: some, next } = await page({ limit: 2, after });
        read.push(...some.map(({ uuid }) => uuid));
        after = next ?? undefined;
      } while (after !== undefined);
      expect(read).toEqual(await idsOf());
    });

    it('has what each did, with the points that count', async () => {
      const { userId, handsIn, page } = await aRoom();
      const last = await handsIn(userId, '1', 'all');
      await handsIn(userId, '2');
      const [student] = (await page()).students;
      expect(student?.rows[0]?.cell).toMatchObject({
        ...{ state: 'solved', points: 100, tries: 2, verdict: 'failed' },
        solvedAt: last.submission.createdAt,
      });
      expect(student?.rows[1]).toMatchObject({ cell: null, filters: ['not-begun'] });
    });

    it('finds who is stuck', async () => {
      const { a, handsIn, idsOf, page } = await aRoom();
      const [stuck, four, passing, solved] = [
        ...[await aUser(db()), await aUser(db()), await aUser(db()), await aUser(db())],
      ] as [string, string, string, string];
      for (const code of ['1', '2', '3', '4', '5']) {
        await handsIn(stuck, `s${code}`);
        if (code !== '5') await handsIn(four, `f${code}`);
        await handsIn(passing, `p${code}`, code === '5' ? 'passed' : 'failed');
        await handsIn(solved, `q${code}`, code === '5' ? 'all' : 'failed');
      }
      expect(await idsOf({ filter: 'stuck' })).toEqual([stuck]);
      const [{ rows } = { rows: [] }] = (await page({ filter: 'stuck' })).students;
      expect(rows[0]).toMatchObject({ programsSince: 5, filters: ['stuck'] });
      expect(await idsOf({ filter: 'stuck', assignmentId: a.assignmentId })).toEqual([stuck]);
    });

    it('finds who has gone quiet, by the student’s own date', async () => {
      const { a, userId, handsIn, idsOf } = await aRoom();
      await handsIn(userId, '1');
      const quiet = () => idsOf({ filter: 'gone-quiet' });
      await isDue(a.assignmentId, 2);
      expect(await quiet()).toEqual([]);
      await quietFor(userId, 4);
      expect(await quiet()).toEqual([userId]);
      await sql`
        insert into date_changes (assignment_id, user_id, due_at)
        values (${a.assignmentId}::uuid, ${userId}::uuid, now() + interval '9 days')`.execute(db());
      expect(await quiet()).toEqual([]);
      await sql`delete from date_changes`.execute(db());
      await isDue(a.assignmentId, 5);
      expect(await quiet()).toEqual([]);
      await isDue(a.assignmentId, 1);
      expect(await quiet()).toEqual([userId]);
      await handsIn(userId, '2', 'all');
      await quietFor(userId, 4);
      expect(await quiet()).toEqual([]);
    });

    it('finds who has not begun, and who is late', async () => {
      const { a, b, userId, handsIn, idsOf } = await aRoom();
      const other = await aUser(db());
      await handsIn(userId, '1', 'all');
      await graded(db(), { ...b, userId: other, code: '1' }, wrong);
      const of = (filter: GridPage['filter'], { assignmentId }: HandIn) =>
        idsOf({ filter, assignmentId });
      expect(await of('not-begun', a)).toEqual([other]);
      expect(await of('not-begun', b)).toEqual([userId]);
      expect(await of('late', a)).toEqual([]);
      await isDue(a.assignmentId, -1);
      // One handed in nothing, the other solved it a day after it was due.
      expect((await of('late', a)).sort()).toEqual([userId, other].sort());
      await sql`update standings set solved_at = now() - interval '2 days' where solved_at is not null`.execute(
        db(),
      );
      expect(await of('late', a)).toEqual([other]);
    });

    it('shows assistants the students assigned to them, and nobody else', async () => {
      const { a, courseId, userId, handsIn, page } = await aRoom();
      const csv = 'name,mail,group,id\nZoë,z@x.org,A,1\nBert,b@x.org,B,2\nCleo,c@x.org,A,3\n';
      await loadRoster(db(), { courseId, csv, actor: null, dryRun: false });
      await handsIn(userId, '1');
      const [bert, cleo, zoe] = (await page()).students.map(({ uuid }) => uuid) as [
        ...[string, string, string],
      ];
      await setRole(db(), { courseId, userId: bert, role: 'assistant', actor: null });
      const seen = async () => {
        const scope = await readTeachScope(db(), { courseId, assistantId: bert });
        const { students } = await page({ scope });
        const of = { assignmentId: a.assignmentId, scope, limit: 5 };
        const { tried } = await readAssignmentTotals(db(), of);
        const tests = await listBlockingTests(db(), of);
        const clusters = await listClusters(db(), of);
        return {
          uuids: students.map(({ uuid }) => uuid),
          counts: [tried, tests.length, clusters.length],
        };
      };
      await handsIn(zoe, '2');
      await readFailures(db(), { limit: 10 });
      expect(await seen()).toEqual({ uuids: [], counts: [0, 0, 0] });
      const assign = (groups: string[], students: string[]) =>
        assignStudents(db(), {
          ...{ courseId, userId: bert, actor: null, assigned: { groups, students } },
        });
      await assign([], [cleo]);
      expect(await seen()).toEqual({ uuids: [cleo], counts: [0, 0, 0] });
      await assign(['A'], []);
      expect(await seen()).toEqual({ uuids: [cleo, zoe], counts: [1, 1, 1] });
      const nameless = { courseId, students: [cleo, zoe], showsNames: false };
      const names = (await page({ scope: nameless })).students.map(({ name }) => name);
      expect(new Set(names).size).toBe(names.length);
      expect(names).toEqual(names.toSorted());
      for (const name of names) expect(name).toMatch(/^Student [0-9A-F]{8}$/);
    });
  });

  describe('an assignment', () => {
    it('has medians of those who solved it, and the test at which others stand', async () => {
      const { a, userId, scope, handsIn } = await aRoom();
      const of = { assignmentId: a.assignmentId, scope };
      expect(await readAssignmentTotals(db(), of)).toEqual({
        ...{ tried: 0, solved: 0, submissions: 0, medianTries: null, medianSeconds: null },
      });
      await handsIn(userId, '1', 'all');
      const other = await aUser(db());
      for (const code of ['1', '2']) await handsIn(other, `o${code}`);
      await handsIn(other, 'o3', 'all');
      await sql`
        update standings set first_at = solved_at - interval '60 seconds'
        where user_id = ${other}::uuid`.execute(db());
      const third = await aUser(db());
      await handsIn(third, 't1');
      await handsIn(third, 't2', 'passed');
      await graded(
        db(),
        { ...a, userId: await aUser(db()), code: '(' },
        aResult('syntax-error', { output: 'Line 1: …' }),
      );
      expect(await readAssignmentTotals(db(), of)).toEqual({
        ...{ tried: 4, solved: 2, submissions: 7, medianTries: 2, medianSeconds: 30 },
      });
      expect(await listBlockingTests(db(), { ...of, limit: 5 })).toEqual([
        { test: 'halves', title: 'Title of halves', students: 1 },
        { test: 'syntax-error', title: 'syntax-error', students: 1 },
      ]);
      expect((await listTaughtAssignments(db(), scope.courseId)).map(({ slug }) => slug)).toEqual([
        ...['a', 'b'],
      ]);
    });

    it('has equal failures, and what fixed them from three students up', async () => {
      const { a, scope, handsIn } = await aRoom();
      const clusters = async () => {
        while ((await readFailures(db(), { limit: 3 })) > 0);
        return listClusters(db(), { assignmentId: a.assignmentId, scope, limit: 10 });
      };
      const program = (name: string, sign = '<') =>
        `def f(${name}):\n    # ${name}\n    return ${name} ${sign} 3\n`;
      const users: string[] = [];
      for (const name of ['x', 'y', 'z']) {
        users.push(await aUser(db()));
        await handsIn(users.at(-1) ?? '', program(name));
      }
      const [x, y, z] = users as [string, string, string];
      await handsIn(x, 'while True:\n    pass\n');
      expect(await clusters()).toMatchObject([
        { test: 'adds', students: 3, unsolved: 3, submissions: 3, fixed: 0, fixes: null },
        { test: 'adds', students: 1, submissions: 1 },
      ]);
      await handsIn(x, program('x', '<='), 'passed');
      await handsIn(y, program('y', '<='), 'passed');
      const [two] = await clusters();
      // The program between the two of x was another one.
      expect(two).toMatchObject({ fixed: 1, fixes: null });
      const more = [await aUser(db()), await aUser(db())];
      for (const [index, user] of more.entries()) {
        await handsIn(user, program(`n${index}`));
        await handsIn(user, program(`n${index}`, '<='), 'all');
      }
      await handsIn(z, program('z', '<= 1 +'), 'passed');
      const [three] = await clusters();
      expect(three).toMatchObject({
        ...{ students: 5, unsolved: 3, fixed: 4, title: 'Title of adds' },
        fixes: [
          { lines: '- return a<3\n+ return a<=3', students: 3 },
          { lines: '- return a<3\n+ return a<=1+3', students: 1 },
        ],
      });
      expect(three?.example?.submissionId).toBeTruthy();
      await deleteUser(db(), z);
      expect((await clusters())[0]).toMatchObject({ students: 4, fixed: 3 });
    });
  });
}
