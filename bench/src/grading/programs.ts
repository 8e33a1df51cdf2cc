import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { GradingBundle } from '@touchstone/contracts';
import { readAssignmentFolder } from '@touchstone/course';
import { assignmentsFolder, childEnvironment, python } from '../places.ts';

/** What is graded: the model solution of one of the bench's assignments. */
export interface Program {
  readonly name: string;
  readonly bundle: GradingBundle;
  readonly solution: string;
}

export const programNames = ['one-line', 'many-calls', 'numpy', 'script'] as const;

export async function readProgram(name: string): Promise<Program> {
  const { bundle, solution } = await readAssignmentFolder(path.join(assignmentsFolder, name));
  if (solution === null) throw new Error(`bench/assignments/${name} has no solution.py`);
  return { name, bundle, solution: solution.code };
}

/** Modules that a program preloads and that are not installed. */
export async function missingModules({ bundle }: Program): Promise<string[]> {
  const missing: string[] = [];
  for (const name of bundle.preload) {
    await promisify(execFile)(python, ['-c', `import ${name}`], { env: childEnvironment }).catch(
      () => missing.push(name),
    );
  }
  return missing;
}

/** Runs `use` with a folder that has program and tests for a bare Python. */
export async function inFolder<T>(
  { bundle, solution }: Program,
  use: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), 'touchstone-bench-'));
  try {
    await writeFile(path.join(folder, bundle.fileName), solution);
    for (const { fileName, source } of bundle.testFiles) {
      await writeFile(path.join(folder, fileName), source);
    }
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
