import type { Draft } from '@touchstone/contracts';
import { sql } from 'kysely';
import type { Connection } from '../tables.ts';

interface DraftKey {
  readonly userId: string;
  readonly assignmentId: string;
}

export type WriteDraftOutcome =
  /** Stored, now or by an earlier call with the same text. */
  | {
      readonly kind: 'written';
      readonly draft: Draft;
      /** How much more is stored by it; 0 when it is less. */
      readonly grownBytes: number;
    }
  /** The text was made from another revision than `draft`, the stored one. */
  | { readonly kind: 'conflict'; readonly draft: Draft };

/** Each further round means that the draft was removed between two statements. */
const roundsMax = 20;

export async function readDraft(db: Connection, of: DraftKey): Promise<Draft | null> {
  const row = await db
    .selectFrom('drafts')
    .select(draftColumns)
    .where('user_id', '=', of.userId)
    .where('assignment_id', '=', of.assignmentId)
    .executeTakeFirst();
  return row === undefined ? null : toDraft(row);
}

/**
 * Stores a text that was made from `revision` of the draft, 0 from none. One statement decides,
 * so of two devices that write at once one finds the other's draft in the way.
 */
export async function writeDraft(
  db: Connection,
  draft: DraftKey & { code: string; revision: number },
): Promise<WriteDraftOutcome> {
  const { userId, assignmentId, code, revision } = draft;
  for (let round = 0; round < roundsMax; round++) {
    const row = await db
      .with('old', (reading) =>
        reading
          .selectFrom('drafts')
          .select(sql<number>`octet_length(code)`.as('bytes'))
          .where('user_id', '=', userId)
          .where('assignment_id', '=', assignmentId),
      )
      .insertInto('drafts')
      .values({ user_id: userId, assignment_id: assignmentId, code })
      .onConflict((conflict) =>
        conflict
          .columns(['user_id', 'assignment_id'])
          .doUpdateSet({ code, revision: sql`drafts.revision + 1`, changed_at: sql`now()` })
          .where('drafts.revision', '=', revision)
          .where('drafts.code', '<>', code),
      )
      .returning(draftColumns)
      .returning(sql<number>`coalesce((select bytes from old), 0)`.as('old_bytes'))
      .executeTakeFirst();
    if (row !== undefined) {
      const grownBytes = Math.max(0, Buffer.byteLength(code) - row.old_bytes);
      return { kind: 'written', draft: toDraft(row), grownBytes };
    }
    const stored = await readDraft(db, draft);
    if (stored === null) continue;
    return stored.code === code
      ? { kind: 'written', draft: stored, grownBytes: 0 }
      : { kind: 'conflict', draft: stored };
  }
  throw new Error(`draft of ${userId} for ${assignmentId}: always in the way, never there`);
}

const draftColumns = ['assignment_id', 'code', 'revision', 'changed_at'] as const;

const toDraft = (row: {
  assignment_id: string;
  code: string;
  revision: number;
  changed_at: Date;
}): Draft => ({
  assignmentId: row.assignment_id,
  code: row.code,
  revision: row.revision,
  changedAt: row.changed_at.toISOString(),
});
