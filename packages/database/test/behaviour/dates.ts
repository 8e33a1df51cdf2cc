import { lateDays } from '@touchstone/contracts/dates';
import fc from 'fast-check';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import {
  applyNextProgram,
  beginProgram,
  changeDates,
  deleteUser,
  findDatedAssignments,
  insertQueued,
  insertReused,
  listDateChanges,
  listDateChangesFor,
  listDateChangesForEach,
  listQueuedPrograms,
  listRegradeOutcomes,
  readProgress,
  removeDateChange,
  startRegrade,
  storeCourse,
  storeProgramResult,
  storeResult,
  type Database,
  type DateScope,
  type HandIn,
} from '../../src/index.ts';
import {
  aBundle,
  aClassroom,
  aCourse,
  anAssignment,
  aResult,
  aUser,
  begun,
  graded,
  lostLimit,
  madeBy,
  testFile,
  lookFor,
  nobodysId,
} from '../fixtures.ts';

const due = '2026-12-01T16:00:00.000Z';
const closes = '2026-12-10T16:00:00.000Z';
const dates = { opens: null, due, closes, pointsPerDay: 10 };

/** That long after it was due. */
const late = (ms: number): Date => new Date(Date.parse(due) + ms);
const dayMs = 86_400_000;

export function describeDates(database: () => Database): void {
  const db = () => database().kysely;

  const classroom = async (changes: Partial<typeof dates> = {}) => {
    const assignment = anAssignment('a', { dates: { ...dates, ...changes } });
    return aClassroom(db(), [assignment]);
  };
  const pointsOf = async (userId: string, courseId: string): Promise<number> =>
    (await readProgress(db(), { userId, courseId })).points;
  const extend = (assignmentId: string, scope: DateScope, until: Date) =>
    changeDates(db(), {
      ...{ assignmentId, scope, opens: null, due: until, closes: null },
      ...{ reason: null, authorId: null },
    });

  describe('dates', () => {
    it('are stored with the course', async () => {
      const { courseId, handIn } = await classroom();
      expect(await findDatedAssignments(db(), { slug: 'a' })).toEqual([
        {
          assignmentId: handIn.assignmentId,
          courseId,
          course: 'course',
          slug: 'a',
          title: 'Title of a',
          timeZone: 'UTC',
          dates: { opens: null, due: new Date(due), closes: new Date(closes) },
          pointsPerDay: 10,
        },
      ]);
      expect(await findDatedAssignments(db(), { course: 'other', slug: 'a' })).toEqual([]);
    });

    it.each([
      [0, 100],
      [1, 90],
      [dayMs, 90],
      [dayMs + 1, 80],
      [20 * dayMs, 0],
    ])('%i ms late leave %i of 100 points', async (ms, points) => {
      const { handIn, courseId, userId } = await classroom();
      await graded(db(), { ...handIn, receivedAt: late(ms) }, aResult('passed'));
      const progress = await readProgress(db(), { userId, courseId });
      expect(progress).toEqual({ points, completedAssignmentIds: [handIn.assignmentId] });
    });

    it('count with the best attempt after deduction, whatever is graded first', async () => {
      const { handIn, courseId, userId } = await classroom();
      const part = (points: number) => aResult('failed', { points });
      await graded(db(), { ...handIn, code: '1', receivedAt: late(2 * dayMs) }, part(70));
      expect(await pointsOf(userId, courseId)).toBe(50);
      await graded(db(), { ...handIn, code: '2', receivedAt: late(-5) }, part(60));
      expect(await pointsOf(userId, courseId)).toBe(60);
      await graded(db(), { ...handIn, code: '3', receivedAt: late(9 * dayMs) }, part(100));
      expect(await pointsOf(userId, courseId)).toBe(60);
    });

    it('make no row of progress for a late attempt of which nothing counts', async () => {
      const { handIn, courseId, userId } = await classroom();
      const result = aResult('failed', { points: 10 });
      await graded(db(), { ...handIn, receivedAt: late(5) }, result);
      expect(await pointsOf(userId, courseId)).toBe(0);
    });

    it('cost nothing where late is none', async () => {
      const assignment = anAssignment('a', { dates: { ...dates, pointsPerDay: null } });
      const { handIn, courseId, userId } = await aClassroom(db(), [assignment]);
      await graded(db(), { ...handIn, receivedAt: late(3 * dayMs) }, aResult('passed'));
      expect(await pointsOf(userId, courseId)).toBe(100);
    });

    it('count for each owner of a shared result by the moment of their own', async () => {
      const { handIn, courseId, userId } = await classroom();
      const [follower, reuser] = [await aUser(db()), await aUser(db())];
      const first = await insertQueued(db(), { ...handIn, receivedAt: late(dayMs) });
      if (first.kind !== 'accepted') throw new Error(first.kind);
      await insertQueued(db(), { ...handIn, userId: follower, receivedAt: late(0) });
      const { id: submissionId } = first.stored.submission;
      const { attempt } = await begun(db(), submissionId);
      await storeResult(db(), { submissionId, attempt, result: aResult('passed'), madeBy });
      const again: HandIn = { ...handIn, userId: reuser, receivedAt: late(3 * dayMs) };
      const { reusable } = await lookFor(db(), again);
      if (reusable === null) throw new Error('nothing to reuse');
      await insertReused(db(), { ...again, source: reusable });
      expect(await pointsOf(userId, courseId)).toBe(90);
      expect(await pointsOf(follower, courseId)).toBe(100);
      expect(await pointsOf(reuser, courseId)).toBe(70);
    });

    it('count by the moment of receipt in a regrade', async () => {
      const { handIn, courseId, userId } = await classroom();
      await graded(db(), { ...handIn, receivedAt: late(dayMs + 1) }, aResult('failed'));
      const tests = aBundle({ testFiles: [testFile('# new\n')] });
      await storeCourse(db(), aCourse('course', [anAssignment('a', { dates, bundle: tests })]));
      const selection = { student: null, only: null, internalErrors: false, since: null };
      const started = await startRegrade(db(), { course: 'course', assignment: 'a', selection });
      const regradeId = started?.id ?? '';
      for (const { id } of await listQueuedPrograms(db(), 10)) {
        const program = await beginProgram(db(), {
          ...{ id, gradingId: undefined, slackMs: 5_000, lostLimit },
        });
        if (program.kind !== 'begun') throw new Error(program.kind);
        const { attempt } = program;
        const result = aResult('passed');
        await storeProgramResult(db(), { submissionId: id, attempt, result, madeBy });
      }
      const page = { regradeId, alsoDown: false, after: null, limit: 10 };
      const { outcomes } = await listRegradeOutcomes(db(), page);
      expect(outcomes).toMatchObject([
        { student: userId, old: { points: 0 }, new: { points: 80 } },
      ]);
      await applyNextProgram(db(), { regradeId, alsoDown: false });
      expect(await pointsOf(userId, courseId)).toBe(80);
    });
  });

  describe('extensions', () => {
    it('raise the points of what was handed in before them', async () => {
      const { handIn, courseId, userId } = await classroom();
      const other = await aUser(db());
      for (const id of [userId, other]) {
        const its = { ...handIn, userId: id, code: id, receivedAt: late(3 * dayMs) };
        await graded(db(), its, aResult('passed'));
      }
      const { assignmentId } = handIn;
      expect(await extend(assignmentId, { kind: 'student', userId }, late(2 * dayMs))).toBe(1);
      expect(await pointsOf(userId, courseId)).toBe(90);
      expect(await pointsOf(other, courseId)).toBe(70);
      expect(await extend(assignmentId, { kind: 'all' }, late(4 * dayMs))).toBe(2);
      expect(await pointsOf(userId, courseId)).toBe(100);
      expect(await pointsOf(other, courseId)).toBe(100);
    });

    it('hold for what is handed in after them, and for members of the group only', async () => {
      const { handIn, courseId, userId } = await classroom();
      const other = await aUser(db());
      await sql`
        insert into members (course_id, user_id, role, group_name)
        values (${courseId}, ${userId}, 'student', 'A'), (${courseId}, ${other}, 'student', 'B')`.execute(
        db(),
      );
      await extend(handIn.assignmentId, { kind: 'group', group: 'A' }, late(2 * dayMs));
      for (const id of [userId, other]) {
        const its = { ...handIn, userId: id, code: id, receivedAt: late(dayMs) };
        await graded(db(), its, aResult('passed'));
      }
      expect(await pointsOf(userId, courseId)).toBe(100);
      expect(await pointsOf(other, courseId)).toBe(90);
    });

    it('are replaced by another for the same, listed, and removed without a loss', async () => {
      const { handIn, courseId, userId } = await classroom();
      const { assignmentId } = handIn;
      await graded(db(), { ...handIn, receivedAt: late(dayMs) }, aResult('passed'));
      const scope: DateScope = { kind: 'student', userId };
      await extend(assignmentId, scope, late(dayMs));
      await extend(assignmentId, scope, late(2 * dayMs));
      expect(await listDateChanges(db(), courseId)).toMatchObject([
        { assignment: 'a', userId, group: null, due: late(2 * dayMs), closes: null },
      ]);
      const applied = [{ assignmentId, rule: 'student', due: late(2 * dayMs) }];
      expect(await listDateChangesFor(db(), { courseId, userId })).toMatchObject(applied);
      expect(await listDateChangesFor(db(), { courseId, userId: null })).toEqual([]);
      const each = [null, userId, nobodysId, userId].map((id) => ({ courseId, userId: id }));
      expect(await listDateChangesForEach(db(), each)).toMatchObject([[], applied, [], applied]);
      const removal = { assignmentId, scope, authorId: null };
      expect(await removeDateChange(db(), removal)).toBe(true);
      expect(await removeDateChange(db(), removal)).toBe(false);
      expect(await pointsOf(userId, courseId)).toBe(100);
      const { rows } = await sql<{
        action: string;
      }>`select action from audit_log order by seq`.execute(db());
      expect(rows.map(({ action }) => action)).toEqual([
        'change-dates',
        'change-dates',
        'remove-dates',
      ]);
    });

    it('leave with their student', async () => {
      const { handIn, courseId, userId } = await classroom();
      await extend(handIn.assignmentId, { kind: 'student', userId }, late(dayMs));
      await deleteUser(db(), userId);
      expect(await listDateChanges(db(), courseId)).toEqual([]);
    });
  });

  it('a course loaded with later dates raises points, and with earlier ones lowers none', async () => {
    const { handIn, courseId, userId } = await classroom();
    await graded(db(), { ...handIn, receivedAt: late(dayMs) }, aResult('passed'));
    const load = (changed: Date) =>
      storeCourse(
        db(),
        aCourse('course', [anAssignment('a', { dates: { ...dates, due: changed.toISOString() } })]),
      );
    expect((await load(late(dayMs))).changed).toEqual(['a']);
    expect(await pointsOf(userId, courseId)).toBe(100);
    await load(late(-dayMs));
    expect(await pointsOf(userId, courseId)).toBe(100);
  });

  it('the database counts late days as the rules do', async () => {
    const moment = fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2029, 0, 1) });
    const cases = fc.sample(
      fc.record({
        zone: fc.constantFrom('Europe/Helsinki', 'America/New_York', 'Australia/Lord_Howe', 'UTC'),
        due: moment,
        ms: fc.oneof(
          fc.integer({ min: 0, max: 40 * dayMs }),
          // Near the ends of days, also of those with 23 and 25 hours.
          fc
            .tuple(fc.nat(300), fc.integer({ min: -1, max: 1 }), fc.constantFrom(-1, 0, 1))
            .map(([days, hours, off]) => Math.max(0, days * dayMs + hours * 3_600_000 + off)),
        ),
      }),
      400,
    );
    const { rows } = await sql<{ days: number }>`
      select late_days(due::timestamptz, received::timestamptz, zone) as days
      from unnest(
        ${sql.val(cases.map((one) => new Date(one.due).toISOString()))}::text[],
        ${sql.val(cases.map((one) => new Date(one.due + one.ms).toISOString()))}::text[],
        ${sql.val(cases.map(({ zone }) => zone))}::text[]
      ) with ordinality as cases (due, received, zone, place) order by place`.execute(db());
    expect(rows.map(({ days }) => days)).toEqual(
      cases.map((one) => lateDays(new Date(one.due), new Date(one.due + one.ms), one.zone)),
    );
  });
}
