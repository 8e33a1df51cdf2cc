import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { CommandError } from '../command-error.ts';
import type { BackupStore } from '../control/backup-calls.ts';
import { handleInterruption } from '../shared/interruption.ts';
import { writePrivateFile } from '../shared/private-file.ts';
import type { Target } from '../shared/target.ts';
import { createProgress, warn } from '../shared/terminal.ts';
import { counted } from '../shared/wording.ts';
import { writeOut } from '../shared/write-out.ts';
import { backupStoreIn } from '../stores/backup-store.ts';
import { withStore } from '../targets/with-store.ts';
import { backupText, type BackupProgress } from './backup-text.ts';
import { explained } from './explained.ts';

/** A page takes about a second at most. */
const graceMs = 15_000;

type Write = (chunk: Buffer) => Promise<void>;

interface Made {
  readonly rows: number;
  readonly longestStallMs: number;
}

/** Writes a backup to a new file, or to the standard output if its name is `-`. */
export async function makeBackup(
  target: Target,
  path: string,
  { withSessions }: { withSessions: boolean },
): Promise<void> {
  if (path === '-' && process.stdout.isTTY) {
    throw new CommandError('A backup is not for a terminal.', {
      next: 'Name a file, or pipe the output: touchstone backup - | …',
    });
  }
  const { signal } = handleInterruption({ graceMs });
  const write = (writeChunk: Write): Promise<Made> =>
    withStore(
      target,
      { command: 'backup', inDatabase: backupStoreIn, ofHolder: (store): BackupStore => store },
      (store) => writeBackup(store, writeChunk, { withSessions, signal }),
    );
  const made =
    path === '-'
      ? await write(writeOut)
      : await writePrivateFile(path, { replace: false, next: nextSteps }, (file) =>
          write((chunk) => file.appendFile(chunk)),
        );
  const { rows, longestStallMs } = made;
  const stall =
    longestStallMs > 0
      ? ` Others waited for at most ${Math.ceil(longestStallMs)} ms at a time.`
      : '';
  warn(`Wrote ${path === '-' ? 'a backup' : path}: ${counted(rows, 'row')}.${stall}`);
  if (!withSessions) {
    warn(
      'Sessions are not in it: after a restore, students sign in with their recovery keys. Add --with-sessions to keep everybody signed in.',
    );
  }
}

const nextSteps = {
  exists: 'A backup never replaces a file. Name another one, such as touchstone-$(date +%F).backup',
  refused: 'Name a file in a folder that you can write to.',
};

async function writeBackup(
  store: BackupStore,
  write: Write,
  { withSessions, signal }: { withSessions: boolean; signal: AbortSignal },
): Promise<Made> {
  const begun = await explained(store.beginBackup({ withSessions }));
  const progress = createProgress();
  let rows = 0;
  try {
    const text = backupText(store, begun, (state) => {
      ({ rows } = state);
      progress.show(render(state));
    });
    const writeAll = async (chunks: AsyncIterable<Buffer>): Promise<void> => {
      for await (const chunk of chunks) await write(chunk);
    };
    await pipeline(text, createGzip(), writeAll, { signal });
  } catch (error) {
    await store.endBackup(begun.id).catch(() => undefined);
    if (signal.aborted) {
      throw new CommandError('Interrupted: no backup was written.', { cause: error });
    }
    throw error;
  } finally {
    progress.clear();
  }
  return { rows, ...(await store.endBackup(begun.id)) };
}

function render({ table, rows, place }: BackupProgress): string {
  const part = place === null ? '' : `, ${Math.floor(place * 100)} %`;
  return `backing up … ${counted(rows, 'row')} (${table.replaceAll('_', ' ')}${part})`;
}
