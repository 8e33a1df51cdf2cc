import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { judgeSources } from './sources.ts';

/** Names the judge at hand: SHA-256, in hex, over the names and contents of its files. */
export async function judgeVersion(): Promise<string> {
  const files = await Promise.all(
    (await judgeSources()).map(async ({ path, target }) => [target, await readFile(path, 'utf8')]),
  );
  files.sort(([a = ''], [b = '']) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(files)).digest('hex');
}
