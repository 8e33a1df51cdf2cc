import { describe, expect, it } from 'vitest';
import {
  planCourse,
  readAssignment,
  readBundleFile,
  readSolution,
  storeCourse,
  type Database,
} from '../../src/index.ts';
import { aClassroom, aCourse, anAssignment, aResult, graded } from '../fixtures.ts';
import { anAssignmentOf, file } from '../several-files.ts';

export function describeAssignmentFiles(database: () => Database): void {
  const db = () => database().kysely;

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
        otherSolutionFiles: [file('shapes.py'), file('tools.py', '# other\n')],
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
        otherFiles: [file('shapes.py'), file('tools.py', '# other\n')],
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
      expect(stored).toMatchObject({ courseId, restored: ['c'] });
      expect(await readAssignment(db(), handIn.assignmentId)).toEqual({ ...before, slug: 'c' });
    });
  });
}
