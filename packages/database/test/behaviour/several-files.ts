import { courseExportPageSchema, userExportSchema, type Verdict } from '@touchstone/contracts';
import { describe, expect, it } from 'vitest';
import {
  applyNextProgram,
  beginProgram,
  exportCourse,
  exportSubmissions,
  exportUser,
  findReusableAndUngraded,
  insertQueued,
  insertReused,
  listQueuedPrograms,
  planCourse,
  pruneBatch,
  readAssignment,
  readBundleFile,
  readDraft,
  readGradingSource,
  readSolution,
  readSubmission,
  startRegrade,
  storeCourse,
  storeProgramResult,
  storeResult,
  writeDraft,
  type Database,
  type HandIn,
} from '../../src/index.ts';
import {
  accepted,
  aClassroom,
  aCourse,
  anAssignment,
  aResult,
  aUser,
  begun,
  graded,
  lostLimit,
  madeBy,
} from '../fixtures.ts';
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
        (await findReusableAndUngraded(db(), { ...handIn, ...program })).reusable;
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

  describe('a regrade of several files', () => {
    it('grades each program once, and leaves each submission its own', async () => {
      const { handIn, userId } = await aClassOfTwoFiles(db());
      const handsIn = async (main: string, shapes: string) => {
        const program = { ...handIn, userId: await aUser(db()), ...twoFiles(main, shapes) };
        return (await graded(db(), program, aResult('failed'))).submission.id;
      };
      const moved = await handsIn('a\n', 'b\nc\n');
      const source = await handsIn('a\nb\n', 'c\n');
      const reuse = async (shapes: string) => {
        const program = { ...handIn, userId: await aUser(db()), ...twoFiles('a\nb\n', shapes) };
        const its = { id: source, points: 0, correct: false };
        const stored = await insertReused(db(), { ...program, source: its });
        return stored?.submission.id ?? '';
      };
      const [same, typed] = [await reuse('c\n'), await reuse('c\r\n')];
      const single = { ...handIn, fileName: undefined, otherFiles: undefined, code: 'one\n' };
      const old = (await graded(db(), { ...single, userId }, aResult('failed'))).submission.id;
      const corrected = anAssignmentOf(['main.py', 'shapes.py', 'more.py'], 'a');
      await storeCourse(db(), aCourse('course', [corrected]));

      const selection = { student: null, only: null, internalErrors: false, since: null };
      const request = { course: 'course', assignment: 'a', selection };
      const started = await startRegrade(db(), request);
      expect(started).toMatchObject({ submissions: 5, programs: 3 });
      const sources = [];
      for (const { id } of await listQueuedPrograms(db(), 9)) {
        const begin = { id, gradingId: undefined, slackMs: 5_000, lostLimit };
        const program = await beginProgram(db(), begin);
        if (program.kind !== 'begun') throw new Error(program.kind);
        sources.push(program.source);
        const result = aResult(program.source.code === 'a\n' ? 'failed' : 'passed');
        await storeProgramResult(db(), { submissionId: id, attempt: 1, result, madeBy });
      }
      const { bundleHash } = corrected;
      expect(sources).toEqual([
        { ...twoFiles('a\n', 'b\nc\n'), bundleHash },
        { ...twoFiles('a\nb\n', 'c\n'), bundleHash },
        { code: 'one\n', bundleHash },
      ]);
      const applying = { regradeId: started?.id ?? '', alsoDown: false };
      while (!(await applyNextProgram(db(), applying)).isLast);
      const seen = await Promise.all(
        [moved, source, same, typed, old].map(async (id) => {
          const submission = await read(id);
          return [submission?.result?.verdict, submission?.files ?? submission?.code];
        }),
      );
      expect(seen).toEqual([
        ['failed', written('a\n', 'b\nc\n')],
        ['passed', written('a\nb\n', 'c\n')],
        ['passed', written('a\nb\n', 'c\n')],
        ['passed', written('a\nb\n', 'c\r\n')],
        ['passed', 'one\n'],
      ]);
    });

    it('of one student gives back the program to those who share its row', async () => {
      const { handIn, userId } = await aClassOfTwoFiles(db());
      const { id } = (await graded(db(), handIn, aResult('failed'))).submission;
      const [ben, cat] = [await aUser(db()), await aUser(db())];
      const share = async (student: string) => {
        const source = { id, points: 0, correct: false };
        const stored = await insertReused(db(), { ...handIn, userId: student, source });
        return stored?.submission.id ?? '';
      };
      const [ofBen, ofCat] = [await share(ben), await share(cat)];
      const corrected = anAssignmentOf(['main.py', 'shapes.py', 'more.py'], 'a');
      await storeCourse(db(), aCourse('course', [corrected]));
      const regrade = async (student: string) => {
        const selection = { student, only: null, internalErrors: false, since: null };
        const started = await startRegrade(db(), { course: 'course', assignment: 'a', selection });
        const [program] = await listQueuedPrograms(db(), 9);
        const begin = { id: program?.id ?? '', gradingId: undefined, slackMs: 5_000, lostLimit };
        expect((await beginProgram(db(), begin)).kind).toBe('begun');
        const ending = { submissionId: program?.id ?? '', attempt: 1, madeBy };
        await storeProgramResult(db(), { ...ending, result: aResult('passed') });
        await applyNextProgram(db(), { regradeId: started?.id ?? '', alsoDown: false });
      };
      const files = written('import shapes\n', 'side = 1\n');
      const seen = async () =>
        Promise.all(
          [id, ofBen, ofCat].map(async (one) => {
            const submission = await read(one);
            return [submission?.result?.verdict, submission?.files];
          }),
        );
      // Ben's shares a row, and then has its own.
      await regrade(ben);
      expect(await seen()).toEqual([
        ['failed', files],
        ['passed', files],
        ['failed', files],
      ]);
      // The row that is shared is replaced.
      await regrade(userId);
      expect(await seen()).toEqual([
        ['passed', files],
        ['passed', files],
        ['failed', files],
      ]);
    });
  });

  describe('an assignment of several files', () => {
    const given = [
      { path: 'words.txt', contentBase64: Buffer.from('ä\n').toString('base64') },
      { path: 'data/a.bin', contentBase64: 'AP8=' },
    ];
    const loaded = (changes: object = {}) => {
      const assignment = anAssignmentOf(['main.py', 'shapes.py', 'tools.py']);
      return anAssignment('a', {
        givenFiles: ['data/a.bin'],
        shownSolution: 'import shapes\n',
        otherSolutionFiles: [file('shapes.py'), file('tools.py', awkward)],
        bundle: { ...assignment.bundle, files: given, ...changes },
      });
    };

    it('has its files, and those that are given', async () => {
      const { handIn, userId } = await aClassroom(db(), [loaded(), 'b']);
      const { assignmentId, bundleHash } = handIn;
      expect(await readAssignment(db(), assignmentId)).toMatchObject({
        fileName: 'main.py',
        otherFiles: loaded().bundle.otherFiles,
        givenFiles: [{ name: 'data/a.bin', bytes: 2 }],
      });
      expect(await readBundleFile(db(), bundleHash, 'data/a.bin')).toEqual(Buffer.from([0, 255]));
      expect(await readBundleFile(db(), bundleHash, 'other')).toBeNull();
      await graded(db(), { ...handIn, code: 'x\n' }, aResult('passed'));
      expect(await readSolution(db(), { assignmentId, userId })).toEqual({
        code: 'import shapes\n',
        fileName: 'main.py',
        otherFiles: [file('shapes.py'), file('tools.py', awkward)],
      });
    });

    it('is changed by its names, starters and given files, and its tests are not', async () => {
      await storeCourse(db(), aCourse('course', [loaded()]));
      const changes = [
        { ...loaded(), givenFiles: ['words.txt'] },
        { ...loaded(), givenFiles: undefined },
        { ...loaded(), otherSolutionFiles: [file('shapes.py'), file('tools.py', '')] },
        loaded({ otherFiles: [file('shapes.py', 'new'), file('tools.py')] }),
        loaded({ otherFiles: [file('shapes.py')] }),
        loaded({ otherFiles: undefined }),
        loaded({ fileName: 'app.py' }),
      ];
      for (const changed of changes) {
        const { changed: slugs, testsChanged } = await planCourse(
          db(),
          aCourse('course', [changed]),
        );
        expect([slugs, testsChanged]).toEqual([['a'], []]);
        await storeCourse(db(), aCourse('course', [changed]));
        const again = await storeCourse(db(), aCourse('course', [changed]));
        expect(again.changed).toEqual([]);
        await storeCourse(db(), aCourse('course', [loaded()]));
      }
    });

    it('keeps its files when it is retired, hidden, or renamed', async () => {
      const { courseId, handIn } = await aClassroom(db(), [loaded(), 'b']);
      await graded(db(), { ...handIn, code: 'x\n' }, aResult('passed'));
      const before = await readAssignment(db(), handIn.assignmentId);
      await storeCourse(db(), aCourse('course', ['b']), { missing: 'keep' });
      expect(await readAssignment(db(), handIn.assignmentId)).toEqual({ ...before, position: 2 });
      await storeCourse(db(), aCourse('course', ['b']), { retire: ['a'] });
      expect(await readAssignment(db(), handIn.assignmentId)).toBeNull();
      const renamed = { ...loaded(), slug: 'c', renamedFrom: 'a' };
      const stored = await storeCourse(db(), aCourse('course', [renamed, 'b']));
      expect(stored).toMatchObject({ courseId, added: ['c'] });
      expect(await readAssignment(db(), handIn.assignmentId)).toEqual({ ...before, slug: 'c' });
    });
  });

  describe('a draft of several files', () => {
    const aDesk = async () => {
      const { handIn, userId } = await aClassOfTwoFiles(db());
      const key = { userId, assignmentId: handIn.assignmentId };
      type Program = Pick<HandIn, 'code' | 'fileName' | 'otherFiles'>;
      return {
        read: async () => readDraft(db(), key),
        write: (program: Program, revision: number) =>
          writeDraft(db(), { ...key, ...program, revision }),
      };
    };

    it('is written only on the revision that it was edited from', async () => {
      const { read: readIt, write } = await aDesk();
      expect(await write(twoFiles('a', 'b'), 0)).toMatchObject({ kind: 'written' });
      const changed = twoFiles('a', 'c');
      expect(await write(changed, 0)).toMatchObject({ kind: 'conflict', draft: { revision: 1 } });
      expect(await write(changed, 2)).toMatchObject({ kind: 'conflict' });
      expect(await write(changed, 1)).toMatchObject({ kind: 'written', draft: { revision: 2 } });
      // The answer got lost.
      const again = await write(changed, 1);
      expect(again).toMatchObject({ kind: 'written', draft: { revision: 2 }, grownBytes: 0 });
      expect(await readIt()).toMatchObject({ ...changed, revision: 2 });
    });

    it('is written by one of many simultaneous calls', async () => {
      const { write } = await aDesk();
      for (const revision of [0, 1, 2]) {
        const outcomes = await Promise.all(
          ['a', 'b', 'c', 'd'].map((name) => write(twoFiles('', `${name}${revision}`), revision)),
        );
        expect(outcomes.filter(({ kind }) => kind === 'written')).toHaveLength(1);
      }
    });

    it('reports by how many bytes it has grown', async () => {
      const { write } = await aDesk();
      const grown = [];
      for (const [revision, text] of ['', 'ä', 'äa', '', 'abc'].entries()) {
        const outcome = await write(twoFiles('', text), revision);
        grown.push(outcome.kind === 'written' ? outcome.grownBytes : null);
      }
      expect(grown.slice(1)).toEqual([2, 1, 0, 3]);
    });

    it('keeps the texts of files that it does not have any more', async () => {
      const { read: readIt, write } = await aDesk();
      await write(twoFiles('main', 'shapes'), 0);
      // The assignment edits tools.py in the place of shapes.py, and then one file.
      await write(
        { code: 'main', fileName: 'main.py', otherFiles: [file('tools.py', 'tools')] },
        1,
      );
      const kept = [file('tools.py', 'tools'), file('shapes.py', 'shapes')];
      expect(await readIt()).toMatchObject({ code: 'main', otherFiles: kept, revision: 2 });
      await write({ code: 'new main', fileName: 'app.py' }, 2);
      expect(await readIt()).toMatchObject({
        ...{ code: 'new main', fileName: 'app.py', otherFiles: kept, revision: 3 },
      });
      await write({ code: 'new tools', fileName: 'tools.py' }, 3);
      expect(await readIt()).toMatchObject({
        code: 'new tools',
        fileName: 'tools.py',
        otherFiles: [file('app.py', 'new main'), file('shapes.py', 'shapes')],
      });
    });
  });
}
