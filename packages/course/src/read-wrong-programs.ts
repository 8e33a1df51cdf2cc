import type { Folder } from './folder.ts';
import { sizes } from './sizes.ts';

/** A program that must not pass. `file` is its path in the assignment's folder. */
export interface WrongProgram {
  readonly file: string;
  readonly code: string;
}

/** The programs in an assignment's wrong/, by name. Only the teacher has them. */
export async function readWrongPrograms(
  folder: Folder,
  assignmentPath: string,
): Promise<WrongProgram[]> {
  const entries = await folder.entries(`${assignmentPath}wrong`);
  if (entries.length > sizes.maxWrongPrograms) {
    folder.faults.add(
      `${assignmentPath}wrong`,
      `has ${entries.length} entries; keep at most ${sizes.maxWrongPrograms} programs`,
    );
    return [];
  }
  const programs: WrongProgram[] = [];
  for (const { name, kind } of entries) {
    const file = `wrong/${name}`;
    if (kind === 'folder' || !name.endsWith('.py')) {
      folder.faults.add(
        `${assignmentPath}${file}`,
        'is not a program: wrong/ has only programs that must fail, each a file that ends with .py; rename or remove it',
      );
      continue;
    }
    const code = await folder.readText(`${assignmentPath}${file}`, sizes.maxCodeBytes);
    if (code !== null) programs.push({ file, code });
  }
  return programs;
}
