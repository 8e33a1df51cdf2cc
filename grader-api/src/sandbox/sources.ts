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
const supervisorFolder = path.join(checkout, 'grader-image');

/** The judge, a Python package with packages in it. */
export async function judgeSources(): Promise<SourceFile[]> {
  const names = await readdir(judgeFolder, { recursive: true });
  return sourcesNamed(names, judgeFolder, 'judge/');
}

/** The supervisor; its modules lie beside the judge's package. */
export const supervisorSources = (): Promise<SourceFile[]> =>
  readdir(supervisorFolder).then((names) => sourcesNamed(names, supervisorFolder, ''));

const sourcesNamed = (names: string[], folder: string, targetFolder: string): SourceFile[] =>
  names
    .filter((name) => name.endsWith('.py'))
    .map((name) => ({
      path: path.join(folder, name),
      target: targetFolder + name.replaceAll(path.sep, '/'),
    }));
