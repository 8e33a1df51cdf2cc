import type { Program } from '@touchstone/contracts';
import type { Folder } from './folder.ts';
import { readFiles } from './read-program.ts';
import { sizes } from './sizes.ts';

/** A program that must not pass. `file` is its path in the assignment's folder, which may be a folder's. */
export interface WrongProgram extends Program {
  readonly file: string;
}

/** What programs are completed with. */
interface Context {
  /** Of the files that students edit. */
  readonly names: readonly string[];
  readonly solution: Program | null;
}

/**
 * The programs in an assignment's wrong/, by name. Only the teacher has them. If students edit several files, each
 * is a folder with some of them; the others are the model solution's.
 */
export async function readWrongPrograms(
  folder: Folder,
  assignmentPath: string,
  context: Context,
): Promise<WrongProgram[]> {
  const entries = await folder.entries(`${assignmentPath}wrong`);
  if (entries.length > sizes.maxWrongPrograms) {
    folder.faults.add(
      `${assignmentPath}wrong`,
      `has ${entries.length} entries; keep at most ${sizes.maxWrongPrograms} programs`,
    );
    return [];
  }
  if (context.names.length === 0) return [];
  const read = context.names.length === 1 ? readOne : readSeveral;
  const programs: WrongProgram[] = [];
  for (const entry of entries) {
    const file = `wrong/${entry.name}`;
    const program = await read(folder, `${assignmentPath}${file}`, entry, context);
    if (program !== null) programs.push({ file, ...program });
  }
  return programs;
}

type Entry = Awaited<ReturnType<Folder['entries']>>[number];

async function readOne(folder: Folder, path: string, entry: Entry): Promise<Program | null> {
  if (entry.kind === 'folder' || !entry.name.endsWith('.py')) {
    folder.faults.add(
      path,
      'is not a program: wrong/ has only programs that must fail, each a file that ends with .py; rename or remove it',
    );
    return null;
  }
  const code = await folder.readText(path, sizes.maxCodeBytes);
  return code === null ? null : { code };
}

async function readSeveral(
  folder: Folder,
  path: string,
  { name, kind }: Entry,
  { names, solution }: Context,
): Promise<Program | null> {
  if (kind === 'file') {
    const inside = `wrong/${name.replace(/\.py$/, '')}/`;
    folder.faults.add(
      path,
      `is a file, but students edit several; make it a folder, such as ${inside}, with the files that differ from the model solution`,
    );
    return null;
  }
  if ((await folder.entries(path)).length === 0) {
    folder.faults.add(path, 'is empty; add the files that differ from the model solution');
    return null;
  }
  // Without a model solution there are other faults.
  return solution === null ? null : readFiles(folder, path, names, 'add it', solution);
}
