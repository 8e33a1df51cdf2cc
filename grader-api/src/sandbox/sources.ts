import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** One of our files that run inside a sandbox; `target` is its path there, below the sources' folder. */
export interface SourceFile {
  readonly path: string;
  readonly target: string;
}

const checkout = fileURLToPath(new URL('../../../', import.meta.url));
export const judgeFolder = path.join(checkout, 'judge');

/** Runs outside the sandbox, beside it. */
export const keeperFile = path.join(checkout, 'grader-image/keeper/keep.py');

/** The judge, a Python package with packages in it. */
export const judgeSources = (): Promise<SourceFile[]> =>
  sourcesOf(judgeFolder, 'judge/', { recursive: true });

/** The supervisor; its modules are beside the judge's package. */
export const supervisorSources = (): Promise<SourceFile[]> =>
  sourcesOf(path.join(checkout, 'grader-image'), '', { recursive: false });

async function sourcesOf(
  folder: string,
  targetFolder: string,
  options: { recursive: boolean },
): Promise<SourceFile[]> {
  const names = await readdir(folder, options);
  return names
    .filter((name) => name.endsWith('.py'))
    .sort()
    .map((name) => ({ path: path.join(folder, name), target: targetFolder + name }));
}
