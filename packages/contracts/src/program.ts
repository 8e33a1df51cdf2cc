/*
 * The page uses these functions too, so they need no zod; the schemas are in program-schema.ts.
 */

/** A file of a program, such as `shapes.py`. */
export interface SourceFile {
  name: string;
  code: string;
}

/**
 * A program as it is stored and graded: `code` is the text of the assignment's `fileName`, the file that
 * runs as a script. `otherFiles` are the others that the student edits, in the order of their tabs.
 */
export interface Program {
  readonly code: string;
  readonly otherFiles?: readonly SourceFile[] | undefined;
}

/**
 * A program with the name that the file with `code` had when it was handed in or saved; absent for one
 * file, which has any name that the assignment gives it.
 */
export interface StoredProgram extends Program {
  readonly fileName?: string | undefined;
}
/** Whether a program as calls have it has exactly one of `code` and `files`. */
export const hasProgram = ({ code, files }: { code?: unknown; files?: unknown }): boolean =>
  (code === undefined) !== (files === undefined);

/** The program's files, the one that runs as a script first. */
export const sourceFiles = (
  { code, otherFiles = [] }: Program,
  fileName: string,
): readonly SourceFile[] => [{ name: fileName, code }, ...otherFiles];

/**
 * The program with exactly the files that an assignment edits now: of those that it lacks the starters,
 * without those that the assignment edits no more. A main file with a new name keeps its text.
 */
export function fitProgram(
  program: StoredProgram,
  {
    fileName,
    otherFiles = [],
  }: { readonly fileName: string; readonly otherFiles?: readonly SourceFile[] | undefined },
): Program {
  const texts = new Map(
    sourceFiles(program, program.fileName ?? fileName).map(({ name, code }) => [name, code]),
  );
  const code = texts.get(fileName) ?? program.code;
  if (otherFiles.length === 0) return { code };
  const others = otherFiles.map(({ name, code: starter }) => ({
    name,
    code: texts.get(name) ?? starter,
  }));
  return { code, otherFiles: others };
}

/** A program as calls have it. */
export const writtenProgram = ({
  code,
  fileName,
  otherFiles,
}: StoredProgram): { code: string } | { files: SourceFile[] } =>
  fileName === undefined || otherFiles === undefined
    ? { code }
    : { files: [...sourceFiles({ code, otherFiles }, fileName)] };

const encoder = new TextEncoder();
const bytesOf = (text: string): number => encoder.encode(text).length;

/** UTF-8 bytes of all files together. */
export const programBytes = ({ code, otherFiles = [] }: Program): number =>
  otherFiles.reduce((sum, file) => sum + bytesOf(file.code), bytesOf(code));
