import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** A file of ours that runs inside a sandbox; `target` is its path there, below the sources' folder. */
export interface SourceFile {
  readonly path: string;
  readonly target: string;
}

const checkout = fileURLToPath(new URL('../../../', import.meta.url));
export const judgeFolder = path.join(checkout, 'judge');

/** The judge, a Python package. */
export const judgeSources = (): Promise<SourceFile[]> => sourcesOf(judgeFolder, 'judge/');

/** The supervisor; its modules lie beside the judge's package. */
export const supervisorSources = (): Promise<SourceFile[]> =>
  sourcesOf(path.join(checkout, 'grader-image'), '');

async function sourcesOf(folder: string, targetFolder: string): Promise<SourceFile[]> {
  const names = await readdir(folder, { recursive: true });
  return names
    .filter((name) => name.endsWith('.py'))
    .map((name) => ({
      path: path.join(folder, name),
      target: targetFolder + name.split(path.sep).join('/'),
    }));
}
