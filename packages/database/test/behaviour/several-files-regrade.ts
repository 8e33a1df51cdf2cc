import { describe, expect, it } from 'vitest';
import {
  applyNextProgram,
  beginProgram,
  insertReused,
  listQueuedPrograms,
  readSubmission,
  startRegrade,
  storeCourse,
  storeProgramResult,
  type Database,
} from '../../src/index.ts';
import { aCourse, aResult, aUser, graded, lostLimit, madeBy } from '../fixtures.ts';
import { aClassOfTwoFiles, anAssignmentOf, file, twoFiles } from '../several-files.ts';

export function describeSeveralFilesRegrade(database: () => Database): void {
  const db = () => database().kysely;
  const read = async (id: string) => (await readSubmission(db(), id))?.submission;
  const written = (main: string, shapes: string) => [
    file('main.py', main),
    file('shapes.py', shapes),
  ];

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
}
