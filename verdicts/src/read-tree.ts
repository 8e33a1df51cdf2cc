import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import type { Program, Subject } from './subject.ts';

/**
 * All assignment folders below a folder, each with its programs: its own model solution, starter and
 * `wrong/`, and those of a folder of programs beside it. A folder of programs with the name of an
 * assignment of `sample` belongs to that one; a folder without an assignment beside it belongs to the
 * first of `sample`. Assignments of `sample` that get programs in this way are separate subjects in the
 * result.
 */
export async function readTree(
  root: string,
  name: string,
  sample: readonly Subject[],
): Promise<Subject[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((each) => join(each.parentPath, each.name));
  const assignments = files
    .filter((file) => basename(file) === 'assignment.yaml')
    .map((file) => dirname(file))
    .sort();
  const loose = files
    .filter((file) => file.endsWith('.py'))
    .filter((file) => !assignments.some((folder) => file.startsWith(`${folder}/`)))
    .sort();
  const found = new Map<string, { subject: Subject; programs: Program[] }>();
  const add = (subject: Subject, programs: readonly Program[]): void => {
    const entry = found.get(subject.name) ?? { subject, programs: [] };
    entry.programs.push(...programs);
    found.set(subject.name, entry);
  };
  const subjects = assignments.map((folder) => ({
    name: join(name, relative(root, folder)),
    folder,
    programs: [],
  }));
  for (const subject of subjects) add(subject, await ownPrograms(subject.folder));
  for (const file of loose) {
    const program = await readProgram(root, file);
    for (const subject of ownersOf(file, subjects, sample)) {
      const inside = sample.includes(subject) ? join(name, 'sample', subject.name) : subject.name;
      add({ ...subject, name: inside }, [program]);
    }
  }
  return [...found.values()].map(({ subject, programs }) => ({ ...subject, programs }));
}

/** The assignments that grade a program outside of an assignment's folder. */
function ownersOf(
  file: string,
  subjects: readonly Subject[],
  sample: readonly Subject[],
): readonly Subject[] {
  const folder = dirname(file);
  const named = sample.filter((each) => basename(each.folder) === basename(folder));
  if (named.length > 0) return named;
  const beside = subjects.filter((each) => dirname(each.folder) === dirname(folder));
  return beside.length > 0 ? beside : sample.slice(0, 1);
}

async function ownPrograms(folder: string): Promise<Program[]> {
  const names = (await readdir(folder, { recursive: true })).filter(
    (each) => ['solution.py', 'starter.py'].includes(each) || /^wrong\/.*\.py$/.test(each),
  );
  return Promise.all(names.sort().map((each) => readProgram(folder, join(folder, each))));
}

async function readProgram(root: string, file: string): Promise<Program> {
  return { title: relative(root, file), code: await readFile(file, 'utf8'), unsteady: false };
}
