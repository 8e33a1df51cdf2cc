import type { LoadedCourse } from '@touchstone/contracts';
import type { Connection } from '../tables.ts';
import { countSubmissions, type StoredRow } from './course-rows.ts';

interface Renames {
  readonly renamed: { slug: string; from: string }[];
  /** Renames that are not possible, and what to do. */
  readonly refusals: string[];
  /** The stored rows by the slugs that they have after the renames. */
  readonly before: Map<string, StoredRow>;
}

/**
 * Finds the rows that get another slug. A course may say `renamed-from` for ever: once the row has its new
 * slug, or where the old one was never loaded, there is nothing to rename.
 */
export async function planRenames(
  db: Connection,
  stored: ReadonlyMap<string, StoredRow>,
  course: LoadedCourse,
): Promise<Renames> {
  const before = new Map(stored);
  const renamed: Renames['renamed'] = [];
  const refusals: string[] = [];
  for (const { slug, renamedFrom: from } of course.assignments) {
    const row = from === undefined ? undefined : stored.get(from);
    if (from === undefined || row === undefined) continue;
    if (!stored.has(slug)) {
      before.delete(from);
      before.set(slug, { ...row, slug });
      renamed.push({ slug, from });
      continue;
    }
    // Two rows can't become one. Without submissions the old one is no loss.
    if ((await countSubmissions(db, row.id)) > 0) {
      refusals.push(
        `${slug}: renamed-from: ${from} is not possible, because ${course.slug} has had assignments of both names. ` +
          `Give the folder a name that is new, or remove the line`,
      );
    }
  }
  return { before, renamed, refusals };
}
