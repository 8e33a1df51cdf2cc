import { courseExportPageSchema, userExportSchema, type Verdict } from '@touchstone/contracts';
import { describe, expect, it } from 'vitest';
import {
  exportCourse,
  exportSubmissions,
  exportUser,
  insertQueued,
  insertReused,
  pruneBatch,
  readGradingSource,
  readSubmission,
  storeCourse,
  storeResult,
  writeDraft,
  type Database,
  type HandIn,
} from '../../src/index.ts';
import { accepted, aCourse, aResult, aUser, begun, graded, lookFor, madeBy } from '../fixtures.ts';
import { aClassOfTwoFiles, anAssignmentOf, file, twoFiles } from '../several-files.ts';

export function describeSeveralFiles(database: () => Database): void {
  const db = () => database().kysely;
  const read = async (id: string) => (await readSubmission(db(), id))?.submission;
  const filesOf = async (id: string) => (await read(id))?.files;
  /** The two columns in the rows themselves, in order of arrival. */
  const storedPrograms = () =>
    db().selectFrom('submissions').select(['code', 'other_files']).orderBy('seq').execute();
  const inRow = (main: string, shapes: string) => ({
    code: main,
    other_files: { fileName: 'main.py', otherFiles: [file('shapes.py', shapes)] },
  });
  const elsewhere = { code: null, other_files: null };
  const written = (main: string, shapes: string) => [
    file('main.py', main),
    file('shapes.py', shapes),
  ];
  const awkward = '"\u2028 \\u0041 \u{1f600} ä\r\n\t\'\\\\"\u0001\u007f" {"name": "__proto__"}\n';

  describe('a program of several files', () => {
    it('is stored with the names that it had', async () => {
      const { handIn } = await aClassOfTwoFiles(db());
      const stored = await accepted(db(), { ...handIn, ...twoFiles(awkward, awkward) });
      const { id } = stored.submission;
      expect(stored.submission.files).toEqual(written(awkward, awkward));
      expect(stored.submission).not.toHaveProperty('code');
      expect(await readSubmission(db(), id)).toEqual(stored);
      expect(await readGradingSource(db(), id)).toEqual({
        ...twoFiles(awkward, awkward),
        bundleHash: handIn.bundleHash,
      });
      await storeCourse(db(), aCourse('course', [anAssignmentOf(['app.py', 'main.py'])]));
      expect(await filesOf(id)).toEqual(written(awkward, awkward));
    });

    it('is never stored in one row and read of another', async () => {
      const { handIn } = await aClassOfTwoFiles(db());
      await accepted(db(), { ...handIn, ...twoFiles('a\n', 'b\n') });
      const variants: readonly (readonly [main: string, shapes: string])[] = [
        ['a\n', 'b\n'],
        ['a\r\n', 'b\n'],
        ['a\n', 'b\r\n'],
        ['a\r\n', 'b\r\n'],
      ];
      const ids: string[] = [];
      for (const [main, shapes] of variants) {
        const outcome = await insertQueued(db(), {
          ...handIn,
          userId: await aUser(db()),
          ...twoFiles(main, shapes),
        });
        if (outcome.kind !== 'following') throw new Error(outcome.kind);
        ids.push(outcome.stored.submission.id);
      }
      const rows = [
        inRow('a\n', 'b\n'),
        elsewhere,
        ...variants.slice(1).map((one) => inRow(...one)),
      ];
      expect(await storedPrograms()).toEqual(rows);
      const asTyped = variants.map((one) => written(...one));
      expect(await Promise.all(ids.map(filesOf))).toEqual(asTyped);
    });

    it('stays with its submission whoever becomes the leader', async () => {
      const { handIn } = await aClassOfTwoFiles(db());
      const grade = async (id: string, verdict: Verdict) => {
        const { attempt } = await begun(db(), id);
        await storeResult(db(), { submissionId: id, attempt, result: aResult(verdict), madeBy });
      };
      const handsIn = async (main: string, shapes: string) => {
        const program = { ...handIn, userId: await aUser(db()), ...twoFiles(main, shapes) };
        const outcome = await insertQueued(db(), program);
        if (outcome.kind === 'in-grading') throw new Error(outcome.kind);
        return outcome.stored.submission.id;
      };
      const leader = await handsIn('a\n', 'b\n');
      const first = await handsIn('a\n', 'b\n');
      const second = await handsIn('a\n', 'b\r\n');
      const third = await handsIn('a\n', 'b\n');
      await grade(leader, 'internal-error');
      const rows = [inRow('a\n', 'b\n'), inRow('a\n', 'b\n'), inRow('a\n', 'b\r\n'), elsewhere];
      expect(await storedPrograms()).toEqual(rows);
      expect(await readGradingSource(db(), first)).toMatchObject(twoFiles('a\n', 'b\n'));
      // The new leader's program differs from that of the last.
      await grade(first, 'internal-error');
      expect(await storedPrograms()).toEqual([...rows.slice(0, 3), inRow('a\n', 'b\n')]);
      await grade(second, 'passed');
      expect(await filesOf(second)).toEqual(written('a\n', 'b\r\n'));
      expect(await read(third)).toMatchObject({
        ...{ files: written('a\n', 'b\n'), reusedFrom: second },
      });
    });

    it('reuses the result of the same files only', async () => {
      const { handIn } = await aClassOfTwoFiles(db());
      const { id } = (
        await graded(db(), { ...handIn, ...twoFiles('a\nb\n', 'c\n') }, aResult('passed'))
      ).submission;
      const find = async (program: Partial<HandIn>) =>
        (await lookFor(db(), { ...handIn, ...program })).reusable;
      const found = { id, points: 100, correct: true };
      expect(await find(twoFiles('a\nb\n', 'c\n'))).toEqual({ ...found, sameCode: true });
      expect(await find(twoFiles('a\nb\n', 'c\r\n'))).toEqual({ ...found, sameCode: false });
      for (const other of [
        twoFiles('a\n', 'b\nc\n'),
        twoFiles('c\n', 'a\nb\n'),
        twoFiles('a\nb\nc\n', ''),
        { ...twoFiles('a\nb\n', 'c\n'), fileName: 'app.py' },
        { ...twoFiles('a\nb\n', ''), otherFiles: [file('lines.py', 'c\n')] },
        { ...twoFiles('a\nb\n', ''), otherFiles: [file('shapes.py', 'c\n'), file('b.py', '')] },
      ]) {
        expect(await find(other)).toBeNull();
      }
      expect(await find({ code: 'a\nb\n', fileName: undefined, otherFiles: undefined })).toBeNull();
      const source = { id, points: 100, correct: true };
      const typed = twoFiles('a\nb\n', 'c\r\n');
      const reused = [];
      for (const program of [twoFiles('a\nb\n', 'c\n'), typed]) {
        reused.push(await insertReused(db(), { ...handIn, ...program, source }));
      }
      expect(reused.map((one) => one?.submission.files)).toEqual([
        written('a\nb\n', 'c\n'),
        written('a\nb\n', 'c\r\n'),
      ]);
      expect((await storedPrograms()).slice(1)).toEqual([elsewhere, inRow('a\nb\n', 'c\r\n')]);
    });

    it('is in exports, as it was handed in', async () => {
      const { handIn, userId } = await aClassOfTwoFiles(db());
      const { submission } = await graded(db(), handIn, aResult('passed'));
      const source = { id: submission.id, points: 100, correct: true };
      await insertReused(db(), { ...handIn, source });
      const draft = { ...twoFiles('draft\n', ''), assignmentId: handIn.assignmentId, revision: 0 };
      await writeDraft(db(), { ...draft, userId });
      const its = { files: submission.files };
      const user = await exportUser(db(), userId);
      const { submissions } = await exportSubmissions(db(), { userId, after: null, limit: 9 });
      expect(userExportSchema.parse({ ...user, submissions })).toMatchObject({
        drafts: [{ files: written('draft\n', '') }],
        submissions: [its, its],
      });
      const rows = [];
      let page = await exportCourse(db(), 'course', null);
      for (; page !== null; page = page.next && (await exportCourse(db(), 'course', page.next))) {
        rows.push(...courseExportPageSchema.parse(page).rows);
      }
      const programs = rows.filter(({ kind }) => kind === 'draft' || kind === 'submission');
      expect(programs).toMatchObject([{ files: written('draft\n', '') }, its, its]);
    });

    it('counts with all of its files when it is pruned', async () => {
      const { handIn, userId } = await aClassOfTwoFiles(db());
      // Random, so that compression does not matter.
      const random = Array.from({ length: 20_000 }, () => Math.random().toString(36)).join('');
      const large = random.slice(0, 60_000);
      await graded(db(), { ...handIn, ...twoFiles('', large) }, aResult('passed'));
      const draft = { ...twoFiles('', large), assignmentId: handIn.assignmentId, revision: 0 };
      await writeDraft(db(), { ...draft, userId });
      const before = new Date(Date.now() + 60_000);
      const rules = { before, keepNewest: false };
      const bytes = { submissions: 0, drafts: 0 };
      for (const stage of ['submissions', 'drafts'] as const) {
        for (const dryRun of [true, false]) {
          const cursor = { stage, after: null };
          const { pruned } = await pruneBatch(db(), { rules, dryRun, cursor });
          expect(pruned[stage]).toBe(1);
          bytes[stage] = pruned.bytes;
          expect(bytes[stage]).toBeGreaterThan(30_000);
        }
      }
      expect(await storedPrograms()).toEqual([]);
    });
  });
}
