import { describe, expect, it } from 'vitest';
import { readDraft, writeDraft, type Database, type HandIn } from '../../src/index.ts';
import { aClassOfTwoFiles, file, twoFiles } from '../several-files.ts';

export function describeSeveralFilesDraft(database: () => Database): void {
  const db = () => database().kysely;

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
