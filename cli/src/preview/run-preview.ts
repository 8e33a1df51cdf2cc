import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startAllInOne } from '../all-in-one/all-in-one.ts';
import { CommandError } from '../command-error.ts';
import { storeOfHolder } from '../control/client.ts';
import { handleInterruption } from '../shared/interruption.ts';
import { openSandbox } from '../shared/open-sandbox.ts';
import { createProgress, say, warn } from '../shared/terminal.ts';
import { createPreview } from './preview.ts';
import { previewRoutes } from './routes.ts';
import { watchFolder } from './watch-folder.ts';

/** After this time the process exits even if it is still closing. */
const graceMs = 10_000;

/** A throw-away system, for this machine only, that follows a course folder until it is interrupted. */
export async function runPreview(folder: string, { port }: { port: number }): Promise<void> {
  const found = await stat(folder).catch(() => null);
  if (found?.isDirectory() !== true) {
    throw new CommandError(`${folder} is not a folder.`, { next: 'Name a course folder.' });
  }
  const dataFolder = await mkdtemp(join(tmpdir(), 'touchstone-preview-'));
  const abandon = () => rmSync(dataFolder, { recursive: true, force: true });
  const { signal } = handleInterruption({ graceMs, abandon });
  try {
    await follow(folder, { port, dataFolder, signal });
  } finally {
    await rm(dataFolder, { recursive: true, force: true });
  }
  say('The preview has ended; nothing of it was kept.');
}

async function follow(
  folder: string,
  { port, dataFolder, signal }: { port: number; dataFolder: string; signal: AbortSignal },
): Promise<void> {
  const progress = createProgress();
  const sandbox = await openSandbox('auto', warn);
  try {
    const store = () => storeOfHolder(dataFolder);
    const preview = createPreview({ folder, sandbox, store });
    const token = randomBytes(24).toString('base64url');
    const allInOne = await startAllInOne({
      ...{ port, host: '127.0.0.1', dataFolder, courseFolders: [], graders: 1, sandbox: 'auto' },
      allowedHosts: [],
      plugins: [previewRoutes({ preview, token, port })],
      signal,
      onProgress: (text) => progress.show(text),
      onWarning: warn,
    }).finally(() => progress.clear());
    try {
      say(`Preview of ${folder}: ${allInOne.url}/preview?token=${token}`);
      say('  stop     Ctrl-C');
      await watchFolder(folder, signal, () => preview.update());
    } finally {
      await allInOne.close();
    }
  } finally {
    await sandbox.close();
  }
}
