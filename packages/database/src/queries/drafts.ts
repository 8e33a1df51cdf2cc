import { isDeepStrictEqual } from 'node:util';
import { sourceFiles, type Draft, type StoredProgram } from '@touchstone/contracts';
import { sql } from 'kysely';
import type { Connection } from '../tables.ts';
import { programOf, programValues, type ProgramColumns } from './program-columns.ts';

interface DraftKey {
  readonly userId: string;
  readonly assignmentId: string;
}

/** It may have files that the assignment no longer edits, and lack some that it does. */
export type StoredDraft = Omit<Draft, 'code' | 'files'> & StoredProgram;

/** What a device has; `fileName` also of one file, which may be one of several in the stored draft. */
interface NewDraft extends DraftKey, StoredProgram {
  readonly revision: number;
}

export type WriteDraftOutcome =
  /** Stored by this call or by an earlier one with the same text. */
  | {
      readonly kind: 'written';
      readonly draft: StoredDraft;
      /** By how much the draft grew; 0 when it shrank. */
      readonly grownBytes: number;
    }
  /** The text was based on another revision than that of `draft`, the stored one. */
  | { readonly kind: 'conflict'; readonly draft: StoredDraft };

/** Another round is needed when the draft was removed or replaced between two statements. */
const maxRounds = 20;

export async function readDraft(db: Connection, of: DraftKey): Promise<StoredDraft | null> {
  const row = await db
    .selectFrom('drafts')
    .select(draftColumns)
    .where('user_id', '=', of.userId)
    .where('assignment_id', '=', of.assignmentId)
    .executeTakeFirst();
  return row === undefined ? null : toDraft(row);
}

/**
 * Stores a program that is based on `revision` of the draft, 0 if on none. One statement decides, so that
 * of two devices that write at once one gets a conflict. Texts of files that the program does not have stay
 * in the draft: the assignment edited them once, and may do so again.
 */
export async function writeDraft(db: Connection, draft: NewDraft): Promise<WriteDraftOutcome> {
  // A draft of one file has nothing to keep, so it is written without being read first.
  let stored = draft.otherFiles === undefined ? null : await readDraft(db, draft);
  for (let round = 0; round < maxRounds; round++) {
    const kept = keepOthers(draft, stored);
    if (stored !== null && isSame(kept, stored)) {
      return { kind: 'written', draft: stored, grownBytes: 0 };
    }
    if (stored !== null && stored.revision !== draft.revision)
      return { kind: 'conflict', draft: stored };
    const written = await upsert(db, draft, {
      kept: programValues(kept),
      isRead: stored !== null,
    });
    if (written !== null) return written;
    stored = await readDraft(db, draft);
  }
  throw new Error(
    `draft of ${draft.userId} for ${draft.assignmentId}: it was in the way each time, but was never found`,
  );
}

/** The program with the files of `stored` that it lacks. */
function keepOthers(draft: StoredProgram, stored: StoredProgram | null): StoredProgram {
  if (stored?.fileName === undefined) return draft;
  const { code, fileName = stored.fileName } = draft;
  const files = sourceFiles(draft, fileName);
  const before = sourceFiles(stored, stored.fileName);
  const has = (list: typeof files, name: string) => list.some((file) => file.name === name);
  // A main file with a new name is the same file.
  const isRenamed = !has(before, fileName);
  const others = before.filter(
    ({ name }) => !has(files, name) && !(isRenamed && name === stored.fileName),
  );
  const otherFiles = [...(draft.otherFiles ?? []), ...others];
  return otherFiles.length === 0 ? { code } : { code, fileName, otherFiles };
}

const isSame = (one: StoredProgram, other: StoredProgram): boolean =>
  one.code === other.code &&
  isDeepStrictEqual(one.otherFiles, other.otherFiles) &&
  (one.otherFiles === undefined || one.fileName === other.fileName);

/** Null if there is another revision, a draft that would have to be read first, or the same draft. */
async function upsert(
  db: Connection,
  { userId, assignmentId, revision }: NewDraft,
  { kept, isRead }: { kept: ReturnType<typeof programValues>; isRead: boolean },
): Promise<WriteDraftOutcome | null> {
  const row = await db
    .with('old', (reading) =>
      reading
        .selectFrom('drafts')
        .select(bytes.as('bytes'))
        .where('user_id', '=', userId)
        .where('assignment_id', '=', assignmentId),
    )
    .insertInto('drafts')
    .values({ user_id: userId, assignment_id: assignmentId, ...kept })
    .onConflict((conflict) =>
      conflict
        .columns(['user_id', 'assignment_id'])
        .doUpdateSet({
          ...kept,
          revision: sql`drafts.revision + 1`,
          changed_at: sql`now()`,
        })
        .where('drafts.revision', '=', revision)
        .where(
          isRead
            ? sql<boolean>`true`
            : sql<boolean>`drafts.other_files is null and drafts.code <> ${kept.code}`,
        ),
    )
    .returning(draftColumns)
    .returning([bytes.as('new_bytes')])
    .returning(sql<number>`coalesce((select bytes from old), 0)`.as('old_bytes'))
    .executeTakeFirst();
  if (row === undefined) return null;
  const { new_bytes, old_bytes, ...draft } = row;
  return {
    kind: 'written',
    draft: toDraft(draft),
    grownBytes: Math.max(0, new_bytes - old_bytes),
  };
}

const bytes = sql<number>`
  octet_length(drafts.code) + coalesce(octet_length(drafts.other_files::text), 0)`;

const draftColumns = [
  'assignment_id as assignmentId',
  'code',
  'other_files',
  'revision',
  'changed_at',
] as const;

type DraftRow = Pick<Draft, 'assignmentId' | 'revision'> & ProgramColumns & { changed_at: Date };
const toDraft = ({ code, other_files, changed_at, ...draft }: DraftRow): StoredDraft => ({
  ...draft,
  ...programOf({ code, other_files }),
  changedAt: changed_at.toISOString(),
});
