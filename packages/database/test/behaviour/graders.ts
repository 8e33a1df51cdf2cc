import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import {
  beginAttempt,
  expireAttempts,
  forgetGraders,
  giveUp,
  handBackAttempt,
  hashCode,
  noteGraderSeen,
  insertQueued,
  listCoursesWithOldRecords,
  listExhausted,
  listQueued,
  listServing,
  markSilentGradersGone,
  readSubmission,
  storeCourse,
  storeResult,
  type Database,
} from '../../src/index.ts';
import {
  aBundle,
  accepted,
  aClassroom,
  aCourse,
  age,
  aGrader,
  anAssignment,
  aResult,
  aUser,
  begun,
  graded,
  lostLimit,
  madeBy,
  silentMs,
  lookFor,
} from '../fixtures.ts';

const goneMs = 60_000;

export function describeGraders(database: () => Database): void {
  const db = () => database().kysely;

  const aSubmission = async (): Promise<string> => {
    const { handIn } = await aClassroom(db(), ['a']);
    return (await accepted(db(), handIn)).submission.id;
  };
  const speak = (instance: string) => noteGraderSeen(db(), { instance, silentMs });
  const sayGoodbye = (instance: string, name = 'grader') =>
    noteGraderSeen(db(), { instance, self: { name, serves: madeBy, ended: true }, silentMs });
  /** Makes the grader silent for that long. */
  const hush = async (instance: string, forMs: number): Promise<void> => {
    await db()
      .updateTable('graders')
      .set({ last_seen_at: sql`now() - make_interval(secs => ${forMs / 1_000})` })
      .where('instance', '=', instance)
      .execute();
  };
  const begin = (submissionId: string, instance?: string) =>
    beginAttempt(db(), { submissionId, slackMs: 5_000, lostLimit, instance });
  const expire = async (): Promise<string[]> =>
    (await expireAttempts(db(), { limit: 9, silentMs })).map(({ submission }) => submission.id);
  const exhausted = () => listExhausted(db(), { lostLimit, limit: 9 });
  const giveUpOne = (submissionId: string) => giveUp(db(), { submissionId, lostLimit });
  const queued = async () =>
    (await listQueued(db(), { olderThanMs: 0, limit: 9, lostLimit })).map(({ id }) => id);
  const lostOf = async (id: string): Promise<number> => {
    const row = await db()
      .selectFrom('submissions')
      .select('lost_attempts')
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    return row.lost_attempts;
  };
  /** Each grader begins the attempt that the one before lost; the last attempt can't be begun again. */
  const loseByTakeOver = async (id: string, instances: readonly string[]): Promise<void> => {
    for (const instance of instances) expect((await begin(id, instance)).kind).toBe('begun');
    expect((await begin(id)).kind).toBe('exhausted');
  };
  const graders = (count: number) =>
    Promise.all(Array.from({ length: count }, (_, index) => aGrader(db(), `grader-${index}`)));

  describe('an attempt whose entry another grader claims', () => {
    it('is not lost when its own grader is seen again', async () => {
      const id = await aSubmission();
      const [frozen = '', other = ''] = await graders(2);
      await begin(id, frozen);
      expect(await begin(id, other)).toMatchObject({ kind: 'begun', attempt: 2 });
      expect(await lostOf(id)).toBe(1);
      await speak(frozen);
      expect(await lostOf(id)).toBe(0);
      await speak(other);
      expect((await readSubmission(db(), id))?.submission.status).toBe('grading');
    });

    it('is not given up while any of its graders may come back, and is then graded', async () => {
      const id = await aSubmission();
      const all = await graders(lostLimit);
      await loseByTakeOver(id, all);
      expect((await readSubmission(db(), id))?.submission.status).toBe('queued');
      expect([await exhausted(), await giveUpOne(id), await queued()]).toEqual([[], null, []]);
      expect(await begin(id)).toEqual({ kind: 'exhausted', changed: [] });
      const [first = ''] = all;
      for (let index = 1; index < all.length; index++) await aGrader(db(), `grader-${index}`);
      expect([await exhausted(), await queued()]).toEqual([[], []]);
      await speak(first);
      expect([await exhausted(), await queued()]).toEqual([[], [id]]);
      expect(await begin(id)).toMatchObject({ kind: 'begun', attempt: lostLimit + 1 });
    });

    it('may still store its grader’s late result while the submission waits', async () => {
      const id = await aSubmission();
      await loseByTakeOver(id, await graders(lostLimit));
      const late = { submissionId: id, attempt: lostLimit, result: aResult('failed') };
      expect(await storeResult(db(), late)).toMatchObject({ kind: 'stored' });
    });

    it('is lost once another grader has its grader’s name', async () => {
      const id = await aSubmission();
      await loseByTakeOver(id, await graders(lostLimit));
      await graders(lostLimit);
      expect(await exhausted()).toEqual([id]);
      expect((await giveUpOne(id))?.stored.submission.result?.verdict).toBe('internal-error');
    });

    it('is lost once its grader was silent for long, unless that is seen again', async () => {
      const id = await aSubmission();
      const all = await graders(lostLimit);
      await loseByTakeOver(id, all);
      for (const instance of all) await hush(instance, goneMs - 5_000);
      await markSilentGradersGone(db(), { goneMs });
      expect(await exhausted()).toEqual([]);
      for (const instance of all) await hush(instance, goneMs + 5_000);
      await markSilentGradersGone(db(), { goneMs });
      expect(await exhausted()).toEqual([id]);
      await speak(all[0] ?? '');
      expect([await exhausted(), await queued()]).toEqual([[], [id]]);
    });

    it('is lost immediately when its grader is gone, is unknown, or begins it again', async () => {
      const [gone = '', own = ''] = await graders(2);
      await sayGoodbye(gone);
      const id = await aSubmission();
      for (const instance of [gone, randomUUID(), own]) await begin(id, instance);
      expect(await begin(id, own)).toMatchObject({ kind: 'exhausted' });
      await speak(own);
      expect(await exhausted()).toEqual([id]);
    });

    it('is not lost when its grader wakes up only to report that it stops', async () => {
      const id = await aSubmission();
      const [frozen = '', other = ''] = await graders(2);
      await begin(id, frozen);
      await begin(id, other);
      await sayGoodbye(frozen);
      expect(await lostOf(id)).toBe(0);
    });

    it('is not lost when it was handed back', async () => {
      const id = await aSubmission();
      const [one = '', other = ''] = await graders(2);
      await begin(id, one);
      await handBackAttempt(db(), { submissionId: id, attempt: 1 });
      await begin(id, other);
      expect(await lostOf(id)).toBe(0);
    });

    it('is forgiven in all submissions of its grader', async () => {
      const { handIn } = await aClassroom(db(), ['a']);
      const [frozen = '', other = ''] = await graders(2);
      const ids: string[] = [];
      for (const code of ['print(1)', 'print(2)', 'print(3)']) {
        const own = { ...handIn, code, userId: await aUser(db()) };
        ids.push((await accepted(db(), own)).submission.id);
      }
      for (const id of ids) await begun(db(), id, 5_000, frozen);
      for (const id of ids) await begin(id, other);
      const last = { submissionId: ids[2] ?? '', attempt: 2, result: aResult('failed') };
      await storeResult(db(), last);
      await Promise.all([speak(frozen), speak(frozen), speak(other)]);
      expect(await Promise.all(ids.map(lostOf))).toEqual([0, 0, 1]);
    });
  });

  describe('an attempt whose deadline passes', () => {
    const anOverdue = async (instance: string): Promise<string> => {
      const id = await aSubmission();
      await begin(id, instance);
      await age(db(), id, 'deadline_at');
      return id;
    };

    it('is in doubt while its grader is silent, and forgiven when it is seen again', async () => {
      const [frozen = ''] = await graders(1);
      const id = await anOverdue(frozen);
      await hush(frozen, 7_200_000);
      expect(await expire()).toEqual([id]);
      expect(await lostOf(id)).toBe(1);
      await speak(frozen);
      expect(await lostOf(id)).toBe(0);
    });

    it('is lost when its grader is alive and late', async () => {
      const [late = ''] = await graders(1);
      const id = await anOverdue(late);
      expect(await expire()).toEqual([id]);
      await speak(late);
      expect(await lostOf(id)).toBe(1);
    });

    it('is not touched until its grader is known to be late or silent', async () => {
      const [grader = ''] = await graders(1);
      const id = await aSubmission();
      await begin(id, grader);
      await db()
        .updateTable('submissions')
        .set({ deadline_at: sql`now() - interval '1 second'` })
        .execute();
      await hush(grader, 2_000);
      expect(await expire()).toEqual([]);
      await hush(grader, silentMs + 1_000);
      expect(await expire()).toEqual([id]);
    });

    it('has its deadline extended by its grader’s silence', async () => {
      const [frozen = ''] = await graders(1);
      const id = await aSubmission();
      await begin(id, frozen);
      const deadline = async (): Promise<number> => {
        const row = await db().selectFrom('submissions').selectAll().executeTakeFirstOrThrow();
        return row.deadline_at?.getTime() ?? 0;
      };
      const before = await deadline();
      await speak(frozen);
      expect(await deadline()).toBe(before);
      await hush(frozen, 40_000);
      await speak(frozen);
      expect((await deadline()) - before).toBeGreaterThanOrEqual(40_000);
      expect((await readSubmission(db(), id))?.submission.status).toBe('grading');
    });
  });

  describe('the judges and Pythons that grade', () => {
    const old = { judge: 'b2'.repeat(32), python: 'CPython 3.11.1' };
    const insertIfNew = async (serves: typeof old | null, name: string): Promise<string> => {
      const instance = randomUUID();
      await noteGraderSeen(db(), { instance, self: { name, serves, ended: false }, silentMs });
      return instance;
    };
    const serving = () => listServing(db(), { withinMs: 30_000 });

    it('are those of living graders, each pair once', async () => {
      expect(await serving()).toEqual([]);
      await insertIfNew(madeBy, 'one');
      await insertIfNew(madeBy, 'two');
      await insertIfNew(null, 'unfit');
      expect(await serving()).toEqual([madeBy]);
      const third = await insertIfNew(old, 'three');
      expect(await serving()).toEqual([madeBy, old]);
      await hush(third, 31_000);
      expect(await serving()).toEqual([madeBy]);
    });

    it('are those of the last grader while none is alive', async () => {
      const earlier = await insertIfNew(old, 'one');
      const last = await insertIfNew(madeBy, 'two');
      await hush(earlier, 120_000);
      await hush(last, 90_000);
      await markSilentGradersGone(db(), { goneMs });
      expect(await serving()).toEqual([madeBy]);
      await hush(earlier, 200_000_000);
      await hush(last, 190_000_000);
      await forgetGraders(db());
      expect(await serving()).toHaveLength(1);
    });

    it('do not include graders that have been gone for a day, whose doubtful losses are then certain', async () => {
      const [frozen = '', other = ''] = await graders(2);
      const id = await aSubmission();
      await begin(id, frozen);
      await begin(id, other);
      await hush(frozen, 100_000_000);
      await markSilentGradersGone(db(), { goneMs });
      await forgetGraders(db());
      const rows = await db().selectFrom('graders').select('instance').execute();
      expect(rows).toEqual([{ instance: other }]);
      expect(await lostOf(id)).toBe(1);
    });

    it('decide which results are reused: those of the same judge and the same Python', async () => {
      const { handIn } = await aClassroom(db(), ['a']);
      const { submission } = await graded(db(), handIn, aResult('failed'));
      const find = async (pairs: readonly (typeof old)[]) => {
        const key = { ...handIn, codeHash: hashCode(handIn), serving: pairs };
        return (await lookFor(db(), key)).reusable?.id ?? null;
      };
      expect(await find([madeBy])).toBe(submission.id);
      expect(await find([old, madeBy])).toBe(submission.id);
      expect(await find([{ ...madeBy, judge: old.judge }])).toBeNull();
      expect(await find([{ ...madeBy, python: old.python }])).toBeNull();
      // Both are known, but from different graders.
      const mixed = [
        { ...madeBy, judge: old.judge },
        { ...madeBy, python: old.python },
      ];
      expect(await find(mixed)).toBeNull();
      expect(await find([])).toBeNull();
    });

    it('never reuse a result whose judge and Python are unknown', async () => {
      const { handIn } = await aClassroom(db(), ['a']);
      const { id } = (await accepted(db(), handIn)).submission;
      await begun(db(), id);
      await storeResult(db(), { submissionId: id, attempt: 1, result: aResult('failed') });
      const again = await insertQueued(db(), { ...handIn, userId: await aUser(db()) });
      expect(again.kind).toBe('accepted');
    });

    it('do not matter to followers, which share the result', async () => {
      const { handIn } = await aClassroom(db(), ['a']);
      const { id } = (await accepted(db(), handIn)).submission;
      const other = { ...handIn, userId: await aUser(db()), serving: [old] };
      const follower = await insertQueued(db(), other);
      if (follower.kind !== 'following') throw new Error(follower.kind);
      await begun(db(), id);
      const request = { submissionId: id, attempt: 1, result: aResult('failed'), madeBy };
      await storeResult(db(), request);
      const shared = await readSubmission(db(), follower.stored.submission.id);
      expect(shared?.submission).toMatchObject({ status: 'graded', reusedFrom: id });
    });

    it('decide which courses have old records or none', async () => {
      const record = { key: 'ab'.repeat(32), tests: [], uses: {} };
      const course = (slug: string, bundle: Parameters<typeof aBundle>[0]) =>
        storeCourse(db(), aCourse(slug, [anAssignment('a', { bundle: aBundle(bundle) })]));
      await course('new', { record: { ...record, madeBy } });
      await course('other-python', { record: { ...record, madeBy: { ...madeBy, ...old } } });
      await course('of-old', { record });
      await course('none', { record: null });
      await course('shared', { judge: 'shared', record: null });
      const titles = (slugs: string[]) => slugs.map((slug) => `Title of ${slug}`);
      expect(await listCoursesWithOldRecords(db(), [madeBy])).toEqual(
        titles(['other-python', 'of-old', 'none']),
      );
      expect(await listCoursesWithOldRecords(db(), [old, madeBy])).toEqual(
        titles(['of-old', 'none']),
      );
      await storeCourse(db(), aCourse('of-old', []));
      expect(await listCoursesWithOldRecords(db(), [old, madeBy])).toEqual(titles(['none']));
    });
  });
}
