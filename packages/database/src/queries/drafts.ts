import type { Draft } from '@touchstone/contracts';
import { sql } from 'kysely';
import type { Connection } from '../tables.ts';

interface DraftKey {
  readonly userId: string;
  readonly assignmentId: string;
}

export type WriteDraftOutcome =
  /** Stored by this call or by an earlier one with the same text. */
  | {
      readonly kind: 'written';
      readonly draft: Draft;
      /** By how much the draft grew; 0 when it shrank. */
      readonly grownBytes: number;
    }
  /** The text was based on another revision than that of `draft`, the stored one. */
  | { readonly kind: 'conflict'; readonly draft: Draft };

/** Another round is needed when the draft was removed between two statements. */
const maxRounds = 20;

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
 * Stores a text that is based on `revision` of the draft, 0 if on none. One statement decides, so that of
 * two devices that write at once one gets a conflict.
 */
export async function writeDraft(
  db: Connection,
  draft: DraftKey & { code: string; revision: number },
): Promise<WriteDraftOutcome> {
  const { userId, assignmentId, code, revision } = draft;
  for (let round = 0; round < maxRounds; round++) {
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
  throw new Error(
    `draft of ${userId} for ${assignmentId}: it was in the way each time, but was never found`,
  );
}

const draftColumns = ['assignment_id as assignmentId', 'code', 'revision', 'changed_at'] as const;

type DraftRow = Omit<Draft, 'changedAt'> & { changed_at: Date };
const toDraft = ({ assignmentId, code, revision, changed_at }: DraftRow): Draft => ({
  assignmentId,
  code,
  revision,
  changedAt: changed_at.toISOString(),
});
