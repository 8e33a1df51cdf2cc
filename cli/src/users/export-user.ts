import type { AuditStore } from '../control/audit-calls.ts';
import type { UserStore } from '../control/user-calls.ts';
import { writePrivateFile } from '../shared/private-file.ts';
import type { Target } from '../shared/target.ts';
import { createProgress, warn } from '../shared/terminal.ts';
import { writeOut } from '../shared/write-out.ts';
import { requireUser, withUserStore } from './open-user-store.ts';
import { unknownUser } from './wording.ts';

const nextSteps = {
  exists: 'Name another file, or overwrite it with --force.',
  refused: 'Name another file with --output FILE.',
};

type Write = (text: string) => Promise<void>;

/** Writes all data of a user, page by page, to a file or to the standard output. */
export async function exportUser(
  target: Target,
  written: string,
  { output, force = false }: { output?: string; force?: boolean },
): Promise<void> {
  const write = (writeText: Write): Promise<number> =>
    withUserStore(target, 'user export', (store) => writeUser(store, written, writeText));
  if (output === undefined) {
    await write(writeOut);
    return;
  }
  const count = await writePrivateFile(output, { replace: force, next: nextSteps }, (file) =>
    write(async (text) => {
      await file.appendFile(text);
    }),
  );
  warn(`Wrote ${output}: user ${written} with ${count} submissions.`);
}

/** Writes one document with a line per submission; resolves to their number. */
async function writeUser(
  store: UserStore & AuditStore,
  written: string,
  write: Write,
): Promise<number> {
  const userId = await requireUser(store, written);
  const user = await store.exportUser(userId);
  if (user === null) throw unknownUser(written);
  await store.noteExport({ what: 'export-user', user: userId });
  const progress = createProgress();
  let count = 0;
  try {
    await write(`${JSON.stringify(user).slice(0, -1)},"submissions":[`);
    let after: number | null = null;
    do {
      const page = await store.exportSubmissions(userId, after);
      for (const submission of page.submissions) {
        await write(`${count === 0 ? '' : ','}\n${JSON.stringify(submission)}`);
        count++;
      }
      after = page.next;
      progress.show(`${count} submissions …`);
    } while (after !== null);
    await write('\n]}\n');
  } finally {
    progress.clear();
  }
  return count;
}
