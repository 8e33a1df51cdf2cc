import { randomUUID } from 'node:crypto';
import type { Result, Verdict } from '@touchstone/contracts';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import {
  applyNextProgram,
  beginProgram,
  deleteUser,
  expirePrograms,
  handBackProgram,
  insertReused,
  listQueuedPrograms,
  listRegradeOutcomes,
  lowerPoints,
  readProgress,
  readRegradeProgress,
  readSubmission,
  publishCourse,
  removeCourse,
  reopenApplied,
  startRegrade,
  storeCourse,
  storeProgramResult,
  type Database,
  type HandIn,
  type RegradeSelection,
} from '../../src/index.ts';
import {
  aBundle,
  aClassroom,
  aCourse,
  anAssignment,
  aResult,
  aUser,
  graded,
  lostLimit,
  madeBy,
  nobodysId,
  testFile,
  lookFor,
} from '../fixtures.ts';

const all: RegradeSelection = { student: null, only: null, internalErrors: false, since: null };

const aTest = (outcome: 'passed' | 'failed', title: string) => ({
  ...{ name: `T.${title}`, title, outcome, message: null, call: null, expected: null },
  ...{ actual: null, line: null, output: null, points: null, hint: null, hidden: false },
});
/** A result with two tests, `a` and `b`, of which those named pass. */
const passing = (titles: string): Result => {
  const tests = ['a', 'b'].map((title) =>
    aTest(titles.includes(title) ? 'passed' : 'failed', title),
  );
  const correct = tests.every(({ outcome }) => outcome === 'passed');
  return aResult(correct ? 'passed' : 'failed', { tests });
};

export function describeRegrades(database: () => Database): void {
  const db = () => database().kysely;

  /** A class, and the same assignment with other tests. */
  async function aRoom() {
    const room = await aClassroom(db(), ['a']);
    const corrected = anAssignment('a', { bundle: aBundle({ testFiles: [testFile('# new\n')] }) });
    const handsIn = (userId: string, code: string, result: Result) =>
      graded(db(), { ...room.handIn, userId, code }, result);
    const correct = () => storeCourse(db(), aCourse('course', [corrected]));
    const start = async (selection: Partial<RegradeSelection> = {}) => {
      const request = { course: 'course', assignment: 'a', selection: { ...all, ...selection } };
      const started = await startRegrade(db(), request);
      if (started === null) throw new Error('no such assignment');
      return started;
    };
    const points = async (userId: string) =>
      (await readProgress(db(), { userId, courseId: room.courseId })).points;
    return { ...room, corrected, handsIn, correct, start, points };
  }

  const begin = (id: string, gradingId = randomUUID()) =>
    beginProgram(db(), { id, gradingId, slackMs: 5_000, lostLimit });
  const store = (submissionId: string, attempt: number, result: Result) =>
    storeProgramResult(db(), { submissionId, attempt, result, madeBy });

  /** Grades what is queued, by the code's result. */
  async function gradeQueued(resultOf: (code: string) => Result): Promise<string[]> {
    const codes: string[] = [];
    for (const { id } of await listQueuedPrograms(db(), 100)) {
      const begun = await begin(id);
      if (begun.kind !== 'begun') throw new Error(`not begun: ${begun.kind}`);
      codes.push(begun.source.code);
      expect(await store(id, begun.attempt, resultOf(begun.source.code))).toBe('stored');
    }
    return codes;
  }
  const outcomesOf = async (regradeId: string, alsoDown = false) => {
    const found = [];
    let after: string | null = null;
    do {
      const page = await listRegradeOutcomes(db(), { regradeId, alsoDown, after, limit: 1 });
      found.push(...page.outcomes);
      after = page.next;
    } while (after !== null);
    return found;
  };
  async function apply(regradeId: string, alsoDown = false): Promise<string[]> {
    await reopenApplied(db(), regradeId);
    if (alsoDown) {
      let after: string | null = null;
      do after = (await lowerPoints(db(), { regradeId, after, limit: 1 })).next;
      while (after !== null);
    }
    const changed: string[] = [];
    for (let isLast = false; !isLast;) {
      const step = await applyNextProgram(db(), { regradeId, alsoDown });
      changed.push(...step.changed.map(({ submission }) => submission.id));
      isLast = step.isLast;
    }
    return changed;
  }
  const read = async (id: string) => (await readSubmission(db(), id))?.submission;
  const nothing = { points: 0, completed: false };
  const solved = { points: 100, completed: true };

  describe('a regrade', () => {
    it('gives a right first program its points, and changes nothing before it is applied', async () => {
      const { userId: ann, handsIn, correct, start, points } = await aRoom();
      const [ben, cat, dan] = [await aUser(db()), await aUser(db()), await aUser(db())];
      // The broken test `a` wants something wrong.
      const right = await handsIn(ann, 'right', passing('b'));
      const wrong = await handsIn(ann, 'wrong', passing(''));
      await handsIn(ben, 'right', passing('b'));
      const bent = await handsIn(ben, 'bent', passing('ab'));
      await handsIn(cat, 'bent', passing('ab'));
      await handsIn(dan, 'wrong', passing(''));
      await correct();
      const { id, submissions, programs } = await start();
      expect({ submissions, programs }).toEqual({ submissions: 6, programs: 3 });
      const judge = (code: string) => passing({ right: 'ab', bent: 'b' }[code] ?? '');
      expect(await gradeQueued(judge)).toEqual(['right', 'wrong', 'bent']);
      const done = { programs: 3, graded: 3, failed: 0, outdated: false };
      expect(await readRegradeProgress(db(), id)).toEqual(done);

      const freed = { test: 'a', failedOnlyChangedTests: true };
      const up = { student: ann, old: nothing, new: solved, ...freed };
      const same = { student: ben, old: solved, new: solved, ...freed };
      const outcomes = await outcomesOf(id);
      expect(new Map(outcomes.map((one) => [one.student, one]))).toEqual(
        new Map([
          [ann, up],
          [ben, same],
        ]),
      );
      const down = { old: solved, new: nothing, test: 'a', failedOnlyChangedTests: false };
      expect((await outcomesOf(id, true)).find(({ student }) => student === cat)).toEqual({
        student: cat,
        ...down,
      });
      expect(await read(right.submission.id)).toEqual({
        ...right.submission,
        earlierTests: true,
      });

      const changed = await apply(id);
      expect(changed).toHaveLength(4);
      expect(await Promise.all([ann, ben, cat, dan].map(points))).toEqual([100, 100, 100, 0]);
      const { createdAt, gradedAt } = right.submission;
      expect(await read(right.submission.id)).toMatchObject({
        ...{ result: passing('ab'), createdAt, gradedAt, earlierTests: false },
        regradedAt: expect.any(String) as string,
      });
      expect(await read(wrong.submission.id)).toMatchObject({ earlierTests: false });
      // It would fail now, but its points count on, and so does its result.
      expect(await read(bent.submission.id)).toEqual({ ...bent.submission, earlierTests: true });
      // Once more changes nothing.
      expect(await apply(id)).toEqual([]);

      expect(await apply(id, true)).toHaveLength(2);
      expect(await Promise.all([ann, ben, cat, dan].map(points))).toEqual([100, 100, 0, 0]);
      expect(await read(bent.submission.id)).toMatchObject({ result: passing('b') });
    });

    it('keeps the points of what was pruned, and of what could not be graded again', async () => {
      const { userId: ann, handsIn, correct, start, points } = await aRoom();
      const ben = await aUser(db());
      const { id: pruned } = (await handsIn(ann, 'good', passing('ab'))).submission;
      await handsIn(ann, 'bad', passing('a'));
      await handsIn(ben, 'broken', passing('ab'));
      await db().deleteFrom('submissions').where('id', '=', pruned).execute();
      await correct();
      const { id } = await start();
      await gradeQueued((code) => (code === 'broken' ? aResult('internal-error') : passing('')));
      expect(await readRegradeProgress(db(), id)).toMatchObject({ failed: 1 });
      expect(await outcomesOf(id, true)).toEqual([]);
      await apply(id, true);
      expect(await Promise.all([ann, ben].map(points))).toEqual([100, 100]);
      // What failed through our fault is tried again.
      await start();
      expect(await gradeQueued(() => passing('ab'))).toEqual(['broken']);
    });

    it('replaces what one student sees, and nobody else who shares the result', async () => {
      const { handIn, userId: ann, handsIn, correct, start } = await aRoom();
      const { id: source } = (await handsIn(ann, 'same', passing('b'))).submission;
      const [ben, cat] = [await aUser(db()), await aUser(db())];
      const reuse = async (userId: string) => {
        const key = { ...handIn, userId, code: 'same' };
        const { reusable } = await lookFor(db(), key);
        if (reusable === null) throw new Error('not reusable');
        const stored = await insertReused(db(), { ...key, source: reusable });
        return stored?.submission.id ?? '';
      };
      const [ofBen, ofCat] = [await reuse(ben), await reuse(cat)];
      await correct();
      const seen = async () =>
        Promise.all(
          [source, ofBen, ofCat].map(async (id) => {
            const one = await read(id);
            return [one?.code, one?.result?.verdict, one?.earlierTests];
          }),
        );
      const [before, after] = [
        ['same', 'failed', true],
        ['same', 'passed', false],
      ];
      const run = async (student: string) => {
        const { id } = await start({ student });
        await gradeQueued(() => passing('ab'));
        return apply(id);
      };
      expect(await run(ben)).toEqual([ofBen]);
      expect(await seen()).toEqual([before, after, before]);
      expect(await run(ann)).toEqual([source]);
      expect(await seen()).toEqual([after, after, before]);
      // Shared by both programs' rows, in one step.
      const { id } = await start();
      await gradeQueued(() => passing('ab'));
      expect(await apply(id)).toEqual([ofCat]);
      expect(await seen()).toEqual([after, after, after]);
    });

    it('keeps one stored result for those who share it', async () => {
      const { handIn, userId: ann, handsIn, correct, corrected, start } = await aRoom();
      const { id: source } = (await handsIn(ann, 'same', passing('b'))).submission;
      const ben = await aUser(db());
      const points = { id: source, points: 0, correct: false };
      const reused = await insertReused(db(), {
        ...{ ...handIn, code: 'same', userId: ben, source: points },
      });
      await correct();
      const { id } = await start();
      await gradeQueued(() => passing('ab'));
      expect((await apply(id)).toSorted()).toEqual(
        [source, reused?.submission.id ?? ''].toSorted(),
      );
      expect(await read(reused?.submission.id ?? '')).toMatchObject({
        ...{ reusedFrom: source, result: passing('ab'), earlierTests: false },
      });
      // Handing it in again reuses the result of the regrade.
      const key = { ...handIn, bundleHash: corrected.bundleHash, code: 'same' };
      expect((await lookFor(db(), key)).reusable).toMatchObject({ id: source });
    });

    it('chooses what it is told to', async () => {
      const { userId: ann, handsIn, correct, corrected, handIn, start } = await aRoom();
      const ben = await aUser(db());
      await handsIn(ann, 'best', passing('ab'));
      await handsIn(ann, 'fault', aResult('internal-error'));
      const { submission } = await handsIn(ann, 'last', passing(''));
      await handsIn(ben, 'bens', passing('a'));
      await sql`
        update submissions set created_at = created_at - interval '1 day' where id <> ${submission.id}`.execute(
        db(),
      );
      await correct();
      const since = new Date(Date.now() - 60 * 60_000).toISOString();
      const choices: [Partial<RegradeSelection>, string[]][] = [
        [{ student: ben }, ['bens']],
        [{ only: 'latest' }, ['last', 'bens']],
        [{ only: 'best' }, ['best', 'bens']],
        [{ internalErrors: true }, ['fault']],
        [{ since }, ['last']],
        [{ student: ann, since, internalErrors: true }, []],
        [{}, ['best', 'fault', 'last', 'bens']],
      ];
      for (const [selection, codes] of choices) {
        const { programs } = await start(selection);
        expect([selection, programs]).toEqual([selection, codes.length]);
        expect(await gradeQueued(() => passing('a'))).toEqual(codes);
      }
      // What has a result of these tests is left, unless it may end otherwise.
      const now = { ...handIn, bundleHash: corrected.bundleHash, userId: await aUser(db()) };
      const endsAs = async (code: string, verdict: Verdict) =>
        graded(db(), { ...now, code } satisfies HandIn, aResult(verdict));
      await endsAs('new', 'failed');
      await endsAs('slow', 'timeout');
      await start();
      expect(await gradeQueued(() => passing(''))).toEqual(['slow']);
      const none = { course: 'course', assignment: 'z', selection: all };
      expect(await startRegrade(db(), none)).toBeNull();
    });

    it('runs a time-out again, alone, before it counts', async () => {
      const { userId, handsIn, correct, start } = await aRoom();
      for (const code of ['slow', 'slower', 'quick']) await handsIn(userId, code, passing(''));
      await correct();
      const { id } = await start();
      const [slow, slower, quick] = await listQueuedPrograms(db(), 9);
      const timeout = aResult('timeout');
      for (const one of [slow, slower]) {
        const begun = await begin(one?.id ?? '');
        expect(begun.kind).toBe('begun');
        expect(await store(one?.id ?? '', 1, timeout)).toBe('stored');
        // The answer got lost.
        expect(await store(one?.id ?? '', 1, timeout)).toBe('repeated');
      }
      expect(await readRegradeProgress(db(), id)).toMatchObject({ graded: 0 });
      expect(await listQueuedPrograms(db(), 9)).toEqual([quick]);
      await begin(quick?.id ?? '');
      expect(await listQueuedPrograms(db(), 9)).toEqual([]);
      await store(quick?.id ?? '', 1, passing(''));
      expect(await listQueuedPrograms(db(), 9)).toEqual([{ ...slow, attempt: 1 }]);
      await begin(slow?.id ?? '');
      expect(await listQueuedPrograms(db(), 9)).toEqual([]);
      await store(slow?.id ?? '', 2, passing('ab'));
      expect(await gradeQueued(() => timeout)).toEqual(['slower']);
      expect(await readRegradeProgress(db(), id)).toMatchObject({ graded: 3 });
    });

    it('has one result for each program, whatever happens to graders', async () => {
      const { userId, handsIn, correct, start } = await aRoom();
      await handsIn(userId, 'one', passing(''));
      await correct();
      const started = await start();
      const [program] = await listQueuedPrograms(db(), 9);
      const id = program?.id ?? '';
      const gradingId = randomUUID();
      expect(await begin(id, gradingId)).toMatchObject({ attempt: 1 });
      expect(await begin(id, gradingId)).toMatchObject({ attempt: 1 });
      expect(await handBackProgram(db(), { id, attempt: 1 })).toBe('requeued');
      expect(await begin(id)).toMatchObject({ attempt: 2 });
      expect(await begin(id)).toMatchObject({ attempt: 3 });
      expect(await store(id, 2, passing(''))).toBe('stale');
      expect(await store(id, 3, passing('ab'))).toBe('stored');
      expect(await store(id, 3, passing('ab'))).toBe('repeated');
      expect(await begin(id)).toEqual({ kind: 'already-graded' });
      expect(await handBackProgram(db(), { id, attempt: 3 })).toBe('already-graded');
      for (const unknown of [nobodysId, 'x']) {
        expect(await begin(unknown)).toEqual({ kind: 'unknown' });
        expect(await store(unknown, 1, passing(''))).toBe('unknown');
      }

      await handsIn(userId, 'deadly', passing(''));
      await start();
      const [deadly] = await listQueuedPrograms(db(), 9);
      for (let times = 0; times < lostLimit; times++) {
        expect(await begin(deadly?.id ?? '')).toMatchObject({ kind: 'begun' });
        await sql`update regrade_programs set deadline_at = now() - interval '1 s'
          where status = 'grading'`.execute(db());
        await expirePrograms(db(), { lostLimit });
      }
      expect(await readRegradeProgress(db(), started.id)).toEqual({
        ...{ programs: 2, graded: 2, failed: 1, outdated: false },
      });
    });

    it('starts anew with tests that another regrade has replaced since', async () => {
      const { userId, handsIn, correct, start, handIn, corrected, points } = await aRoom();
      await handsIn(userId, 'one', passing('ab'));
      const run = async (result: Result): Promise<number> => {
        const { id } = await start();
        await gradeQueued(() => result);
        return (await apply(id, true)).length;
      };
      await correct();
      expect(await run(passing('b'))).toBe(1);
      expect(await points(userId)).toBe(0);
      const before = anAssignment('a', { bundleHash: handIn.bundleHash });
      await storeCourse(db(), aCourse('course', [before]));
      expect(await run(passing('ab'))).toBe(1);
      await storeCourse(db(), aCourse('course', [corrected]));
      expect(await run(passing('b'))).toBe(1);
      expect(await points(userId)).toBe(0);
    });

    it('is outdated once the tests have changed again, and not by other changes', async () => {
      const { userId, handsIn, correct, start, corrected } = await aRoom();
      await handsIn(userId, 'one', passing('ab'));
      await correct();
      const { id } = await start();
      const outdated = async () => (await readRegradeProgress(db(), id))?.outdated;
      await storeCourse(db(), aCourse('course', [{ ...corrected, title: 'Other', points: 7 }]));
      expect(await outdated()).toBe(false);
      const bundle = aBundle({ testFiles: [testFile('# newer\n')] });
      await storeCourse(db(), aCourse('course', [anAssignment('a', { bundle })]));
      expect(await outdated()).toBe(true);
    });

    it('lowers nothing for a chosen program that could not be graded', async () => {
      const { userId, handsIn, correct, start, points } = await aRoom();
      await handsIn(userId, 'good', passing('ab'));
      await correct();
      for (const only of ['latest', 'best'] as const) {
        const { id } = await start({ only });
        await gradeQueued(() => aResult('internal-error'));
        expect(await outcomesOf(id, true)).toEqual([]);
        await apply(id, true);
        expect(await points(userId)).toBe(100);
      }
    });

    it('counts what was handed in since the tests changed beside the best', async () => {
      const { userId, handsIn, handIn, correct, corrected, start, points } = await aRoom();
      await handsIn(userId, 'old', passing('ab'));
      await correct();
      const now = { ...handIn, bundleHash: corrected.bundleHash, code: 'new' };
      await graded(db(), now, passing('ab'));
      const { id } = await start({ only: 'best' });
      expect(await gradeQueued(() => passing(''))).toEqual(['old']);
      await apply(id, true);
      expect(await points(userId)).toBe(100);
    });

    it('is gone with its course', async () => {
      const { userId, handsIn, correct, start } = await aRoom();
      await handsIn(userId, 'one', passing(''));
      await correct();
      const { id } = await start();
      await publishCourse(db(), 'course', false);
      await removeCourse(db(), 'course');
      expect(await readRegradeProgress(db(), id)).toBeNull();
      expect(await listQueuedPrograms(db(), 9)).toEqual([]);
    });

    it('forgets a student who is deleted', async () => {
      const { userId, handsIn, correct, start } = await aRoom();
      const ben = await aUser(db());
      for (const code of ['mine', 'ours']) await handsIn(userId, code, passing(''));
      await handsIn(ben, 'ours', passing(''));
      await correct();
      const { id } = await start();
      await gradeQueued(() => passing('ab'));
      await deleteUser(db(), userId);
      expect(await readRegradeProgress(db(), id)).toMatchObject({ programs: 1 });
      expect((await outcomesOf(id)).map(({ student }) => student)).toEqual([ben]);
      expect(await apply(id)).toHaveLength(1);
    });
  });
}
