import { fitProgram, sourceFiles, type Assignment, type SourceFile } from '@touchstone/contracts';

/** A program as calls have it: `code`, or `files` where the assignment edits several. */
export interface CallProgram {
  readonly code?: string | undefined;
  readonly files?: readonly SourceFile[] | undefined;
}

/** The files that the assignment edits, the one that Run starts first; each once. */
export type ProgramFiles = readonly SourceFile[];

type EditedFiles = Pick<Assignment, 'fileName' | 'starterCode' | 'otherFiles'>;

export const starterFiles = ({
  fileName,
  starterCode,
  otherFiles = [],
}: EditedFiles): ProgramFiles => [
  { name: fileName, code: starterCode },
  ...otherFiles.map((file) => ({ name: file.name, code: file.starterCode })),
];

/** The program's files as the assignment has them now, which may have had others before: see `fitProgram`. */
export function filesOf({ code, files }: CallProgram, assignment: EditedFiles): ProgramFiles {
  const { fileName } = assignment;
  const [, ...otherStarters] = starterFiles(assignment);
  const [first, ...others] = files ?? [];
  const program =
    first === undefined
      ? { code: code ?? '' }
      : { code: first.code, fileName: first.name, otherFiles: others };
  return sourceFiles(fitProgram(program, { fileName, otherFiles: otherStarters }), fileName);
}

/** The files that a program was handed in with, as its one file is called now. */
export const handedInFiles = (
  { code = '', files }: CallProgram,
  { fileName }: Pick<EditedFiles, 'fileName'>,
): ProgramFiles => files ?? [{ name: fileName, code }];

/** The names of the files in either, those of the first before the others. */
export const namesIn = (first: ProgramFiles, second: ProgramFiles): string[] => [
  ...new Set([...first, ...second].map(({ name }) => name)),
];

export function toCallProgram(files: ProgramFiles): {
  code?: string;
  files?: SourceFile[];
} {
  const [first] = files;
  return files.length === 1 && first !== undefined ? { code: first.code } : { files: [...files] };
}

/** No program starts with it: neither Python nor the server accepts it. */
const severalMark = '\0';

/** A program as one text, to save and to compare: that of its one file, or JSON after a mark. */
export const programText = ({ code, files }: CallProgram): string =>
  files === undefined ? (code ?? '') : severalMark + JSON.stringify(files.map(toPair));

const toPair = ({ name, code }: SourceFile): [string, string] => [name, code];

/** What `programText` made, or an earlier version of the page, which saved the text of one file. */
export function readProgramText(text: string): { code?: string; files?: SourceFile[] } {
  if (!text.startsWith(`${severalMark}[`)) return { code: text };
  try {
    const pairs = JSON.parse(text.slice(1)) as [string, string][];
    return { files: pairs.map(([name, code]) => ({ name, code })) };
  } catch {
    return { code: text };
  }
}

/** The program that `text` is, with the files that it lacks of another one of several, as text. */
export function withFilesOf(text: string, { files: others }: CallProgram): string {
  if (others === undefined) return text;
  const { code, files } = readProgramText(text);
  const own = files ?? others.slice(0, 1).map(({ name }) => ({ name, code: code ?? '' }));
  const lacking = others.filter(({ name }) => !own.some((file) => file.name === name));
  return lacking.length === 0 && files !== undefined
    ? text
    : programText({ files: [...own, ...lacking] });
}

/** The code of a file; of the first without a name. */
export const codeOf = (files: ProgramFiles, name?: string): string =>
  (name === undefined ? files[0] : files.find((file) => file.name === name))?.code ?? '';
