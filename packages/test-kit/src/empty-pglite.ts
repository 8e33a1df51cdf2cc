import { constants } from 'node:fs';
import { access, cp, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PGlite } from '@electric-sql/pglite';

const pgliteFolder = join(
  dirname(fileURLToPath(import.meta.resolve('@electric-sql/pglite'))),
  '..',
);

/**
 * Makes `folder`, an empty PGlite, by copying one that is made once in node_modules/.cache: PGlite
 * takes seconds to make one, and a fraction of a second to open it.
 */
export async function copyEmptyPglite(folder: string): Promise<void> {
  const template = await templateFolder();
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await cp(template, folder, { recursive: true, mode: constants.COPYFILE_FICLONE });
}

async function templateFolder(): Promise<string> {
  const manifest = await readFile(join(pgliteFolder, 'package.json'), 'utf8');
  const { version } = JSON.parse(manifest) as { version: string };
  // Not in .cache/touchstone, which the gates empty while tests run.
  const cache = join(pgliteFolder, '..', '..', '.cache');
  const template = join(cache, `touchstone-pglite-${version}`);
  try {
    await access(template);
  } catch {
    await makeTemplate(template);
  }
  return template;
}

/** Under a name of its own until it is complete; when another process is faster, its template is used. */
async function makeTemplate(template: string): Promise<void> {
  const unfinished = `${template}-${process.pid}`;
  await mkdir(dirname(template), { recursive: true });
  const pglite = await PGlite.create({ dataDir: unfinished });
  await pglite.close();
  try {
    await rename(unfinished, template);
  } catch {
    await rm(unfinished, { recursive: true });
    await access(template);
  }
}
