import { setImmediate as othersTurn } from 'node:timers/promises';
import type { BackupCursor, BackupPage } from '@touchstone/contracts';
import type { KeyedTable } from './backed-up-tables.ts';
import type { Slice } from './read-slice.ts';

interface TimedSlice extends Slice {
  /** How long the database was busy with it. */
  readonly tookMs: number;
}

interface PageReaderOptions {
  readonly tables: readonly KeyedTable[];
  readonly readSlice: (slice: {
    table: KeyedTable;
    after: readonly string[] | null;
    limit: number;
  }) => Promise<TimedSlice>;
  /** Slices become smaller until they take no longer, and larger up to `maxRows`. */
  readonly sliceMs: number;
  readonly maxRows: number;
}

/** A page has about this size. */
const pageBytes = 256 * 1024;
/** A page takes at most about this time, so that its reader can stop. */
const maxPageMs = 1_000;
/** Rows of the first slice. */
const firstRows = 8;

/** Reads slices until they make a page of one table; null is the first page. */
export function createPageReader(
  options: PageReaderOptions,
): (from: BackupCursor | null) => Promise<BackupPage> {
  const { tables, sliceMs, maxRows } = options;
  let limit = firstRows;
  const adapt = (tookMs: number): void => {
    if (tookMs > sliceMs) limit = Math.max(1, Math.floor(limit / 2));
    else if (tookMs < sliceMs / 2) limit = Math.min(maxRows, limit * 2);
  };
  const following = (index: number): BackupCursor | null => {
    const table = tables[index + 1];
    return table === undefined ? null : { table: table.name, after: null };
  };

  return async (from) => {
    const index = from === null ? 0 : tables.findIndex(({ name }) => name === from.table);
    const table = tables[index];
    if (table === undefined) throw new Error(`the backup has no table ${from?.table ?? ''}`);
    const endMs = performance.now() + maxPageMs;
    const rows: string[] = [];
    let bytes = 0;
    let after: readonly string[] | null = from?.after ?? null;
    for (;;) {
      const slice = await options.readSlice({ table, after, limit });
      adapt(slice.tookMs);
      for (const line of slice.lines) {
        rows.push(line);
        bytes += line.length;
      }
      after = slice.next;
      if (after === null) return { rows, next: following(index) };
      if (bytes >= pageBytes || performance.now() >= endMs) {
        return { rows, next: { table: table.name, after: [...after] } };
      }
      await othersTurn();
    }
  };
}
