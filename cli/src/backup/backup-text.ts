import { createHash } from 'node:crypto';
import type { BackupCursor, BackupHead, BackupHeader, BackupTrailer } from '@touchstone/contracts';
import type { BackupStore } from '../control/backup-calls.ts';
import { readVersion } from '../shared/version.ts';

export interface BackupProgress {
  readonly table: string;
  /** Of all tables so far. */
  readonly rows: number;
  /** Where the last row is among all possible keys, from 0 to 1; null if its key does not tell. */
  readonly place: number | null;
}

/** The text of a backup file, piece by piece; packages/contracts/src/backup.ts describes it. */
export async function* backupText(
  store: BackupStore,
  { id, head }: { id: string; head: BackupHead },
  onProgress: (progress: BackupProgress) => void,
): AsyncGenerator<string> {
  const hash = createHash('sha256');
  const counts = new Map(head.tables.map(({ name }) => [name, 0]));
  const header: BackupHeader = {
    touchstone: 'backup',
    format: 1,
    createdAt: new Date().toISOString(),
    version: readVersion(),
    ...head,
  };
  const first = `${JSON.stringify(header)}\n`;
  hash.update(first);
  yield first;

  let rows = 0;
  let from: BackupCursor | null = null;
  do {
    const table: string = from?.table ?? head.tables[0]?.name ?? '';
    const page = await store.readBackup(id, from);
    const text = page.rows.map((row) => `["${table}",${row}]\n`).join('');
    hash.update(text);
    counts.set(table, (counts.get(table) ?? 0) + page.rows.length);
    rows += page.rows.length;
    onProgress({ table, rows, place: page.next?.table === table ? placeOf(page.next) : null });
    if (text !== '') yield text;
    from = page.next;
  } while (from !== null);

  const end: BackupTrailer = { rows: Object.fromEntries(counts), sha256: hash.digest('hex') };
  yield `${JSON.stringify({ end })}\n`;
}

/** Ids and hashes are random, so their first digits say how far it is. */
function placeOf({ after }: BackupCursor): number | null {
  const [, digits] = /^(?:\\x)?([0-9a-f]{8})/.exec(after?.[0] ?? '') ?? [];
  return digits === undefined ? null : Number.parseInt(digits, 16) / 2 ** 32;
}
