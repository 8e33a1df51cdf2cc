import { maxCodeBytes, programBytes, type Program } from '@touchstone/contracts';
import { suggestNear } from './did-you-mean.ts';
import type { Folder } from './folder.ts';
import { formatBytes } from './sizes.ts';

/** What an assignment's folder has of a program, and what a teacher should do if it is missing. */
export interface ProgramPlace {
  /** `starter` for starter.py or the folder starter/. */
  readonly name: 'starter' | 'solution';
  readonly missing: string;
}

/**
 * The program of an assignment that edits the files `names`: NAME.py, or a folder NAME/ with exactly these files
 * if there are several. Null after adding faults, and without names.
 */
export async function readProgram(
  folder: Folder,
  assignmentPath: string,
  names: readonly string[],
  { name, missing }: ProgramPlace,
): Promise<Program | null> {
  if (names.length === 0) return null;
  const [file, place] = [`${assignmentPath}${name}.py`, `${assignmentPath}${name}`];
  if (names.length === 1) {
    if (await folder.exists(place)) {
      const message = `is for assignments whose students edit several files; move its code to ${name}.py, or list the files under "files.edit" in assignment.yaml`;
      folder.faults.add(place, message);
      return null;
    }
    const code = await folder.readText(file, maxCodeBytes, missing);
    return code === null ? null : { code };
  }
  if (await folder.exists(file)) {
    const message = `is one file, but students edit several; move it to ${name}/${names[0] ?? ''}`;
    folder.faults.add(file, message);
  }
  if (!(await folder.exists(place))) {
    folder.faults.add(place, `is missing; create the folder with ${listed(names)}: ${missing}`);
    return null;
  }
  return readFiles(folder, place, names, missing);
}

/**
 * A program of several files in a folder. Those that the folder lacks are taken from `base`; without one they
 * are faults. Null after adding faults.
 */
export async function readFiles(
  folder: Folder,
  place: string,
  names: readonly string[],
  missing: string,
  base?: Program,
): Promise<Program | null> {
  const entries = await folder.entries(place);
  const absent = names.filter((name) => !entries.some((entry) => entry.name === name));
  let isWhole = true;
  for (const { name } of entries) {
    if (names.includes(name)) continue;
    isWhole = false;
    const message = `is not one of the files that students edit (${listed(names)}); rename or remove it, or move it to files/ if programs only read it${suggestNear(name.toLowerCase(), absent)}`;
    folder.faults.add(`${place}/${name}`, message);
  }
  const codes: string[] = [];
  for (const [index, name] of names.entries()) {
    const given = absent.includes(name) ? codeAt(base, index) : undefined;
    const code = given ?? (await folder.readText(`${place}/${name}`, maxCodeBytes, missing));
    if (code === null) isWhole = false;
    else codes.push(code);
  }
  if (!isWhole) return null;
  const program = programOf(names, codes);
  if (programBytes(program) <= maxCodeBytes) return program;
  const message = `is larger than ${formatBytes(maxCodeBytes)}, all files together; make them smaller`;
  folder.faults.add(place, message);
  return null;
}

const codeAt = (program: Program | undefined, index: number): string | undefined =>
  index === 0 ? program?.code : program?.otherFiles?.[index - 1]?.code;

function programOf(names: readonly string[], codes: readonly string[]): Program {
  const [code = '', ...others] = codes;
  return {
    code,
    otherFiles: others.map((each, index) => ({ name: names[index + 1] ?? '', code: each })),
  };
}

/** `main.py, shapes.py and tools.py` */
const listed = (names: readonly string[]): string =>
  `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
