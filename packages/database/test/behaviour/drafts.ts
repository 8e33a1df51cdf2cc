import { describe, expect, it } from 'vitest';
import { readDraft, writeDraft, type Database } from '../../src/index.ts';
import { aClassroom, aUser } from '../fixtures.ts';

export function describeDrafts(database: () => Database): void {
  const db = () => database().kysely;

  async function aDesk() {
    const { handIn, userId } = await aClassroom(db(), ['a']);
    const key = { userId, assignmentId: handIn.assignmentId };
    return {
      key,
      read: () => readDraft(db(), key),
      write: (code: string, revision: number) => writeDraft(db(), { ...key, code, revision }),
    };
  }

  describe('a draft', () => {
    it('does not exist at first, then has the user’s newest text and a rising revision', async () => {
      const { key, read, write } = await aDesk();
      expect(await read()).toBeNull();
      for (const [revision, code] of ['one', 'two', 'ä\u{1f600}\r\n'].entries()) {
        const outcome = await write(code, revision);
        expect(outcome).toMatchObject({ kind: 'written', draft: { code, revision: revision + 1 } });
        expect(await read()).toEqual(outcome.draft);
      }
      expect(await readDraft(db(), { ...key, userId: await aUser(db()) })).toBeNull();
    });

    it('is not overwritten by one based on an older revision', async () => {
      const { read, write } = await aDesk();
      await write('one', 0);
      await write('two', 1);
      for (const revision of [0, 1, 3]) {
        const outcome = await write('three', revision);
        expect(outcome).toMatchObject({ kind: 'conflict', draft: { code: 'two', revision: 2 } });
      }
      expect(await read()).toMatchObject({ code: 'two', revision: 2 });
    });

    it('may be sent again when the answer got lost', async () => {
      const { write } = await aDesk();
      const first = await write('one', 0);
      expect(first).toMatchObject({ grownBytes: 3 });
      // It stores nothing.
      expect(await write('one', 0)).toEqual({ ...first, grownBytes: 0 });
    });

    it('reports by how many bytes it has grown, if at all', async () => {
      const { write } = await aDesk();
      const grown: unknown[] = [];
      for (const [revision, code] of ['é', 'éé', 'x', 'xyz'].entries()) {
        grown.push(await write(code, revision));
      }
      expect(grown).toMatchObject([2, 2, 0, 2].map((grownBytes) => ({ grownBytes })));
    });

    it('is written by one of many simultaneous calls', async () => {
      const { write } = await aDesk();
      for (const revision of [0, 1]) {
        const outcomes = await Promise.all(
          ['a', 'b', 'c', 'd'].map((name) => write(`${name}${revision}`, revision)),
        );
        const written = outcomes.filter(({ kind }) => kind === 'written');
        expect(written).toHaveLength(1);
        expect(new Set(outcomes.map(({ draft }) => draft.code)).size).toBe(1);
      }
    });
  });
}
