import {
  fitProgram,
  maxCodeBytes,
  programBytes,
  writtenProgram,
  type SourceFile,
  type StoredProgram,
} from '@touchstone/contracts';
import { ProblemError } from './problems.ts';

/** A program as requests have it: exactly one of the two. */
interface SentProgram {
  readonly code?: string | undefined;
  readonly files?: readonly SourceFile[] | undefined;
}

/** The files that an assignment has students edit, each besides the main file with its starter. */
export interface EditedFiles {
  readonly fileName: string;
  readonly otherFiles?: readonly SourceFile[] | undefined;
}

/** @throws ProblemError 413 when the program is too large */
export function assertProgramSize({ code = '', files }: SentProgram): void {
  if (programBytes({ code, otherFiles: files }) <= maxCodeBytes) return;
  throw new ProblemError('too-large', {
    detail: `A program may have at most ${maxCodeBytes} bytes in UTF-8.`,
  });
}

/**
 * The program as it is stored, its files in the order of their tabs.
 * @throws ProblemError 400 when it does not have exactly the files that the assignment edits
 */
export function requireProgram(
  { code, files }: SentProgram,
  { fileName, otherFiles }: EditedFiles,
): StoredProgram {
  if (otherFiles === undefined) {
    if (code !== undefined) return { code };
    throw wrongFiles('This assignment edits one file. Send its text as `code`, without `files`.');
  }
  const names = [fileName, ...otherFiles.map(({ name }) => name)];
  const edits = `This assignment edits ${inWords(names)}.`;
  if (files === undefined) {
    throw wrongFiles(`${edits} Send them as \`files\`, each with \`name\` and \`code\`.`);
  }
  const faults = faultsOf(
    files.map(({ name }) => name),
    names,
  );
  if (faults.length > 0) throw wrongFiles(`\`files\` ${inWords(faults)}. ${edits}`);
  const [main = '', ...others] = names.map(
    (name) => files.find((file) => file.name === name)?.code ?? '',
  );
  return {
    code: main,
    fileName,
    otherFiles: otherFiles.map(({ name }, index) => ({ name, code: others[index] ?? '' })),
  };
}

/** A draft's program as its answer has it: with the files that the assignment edits now. */
export const draftedProgram = (draft: StoredProgram, files: EditedFiles) =>
  writtenProgram({ ...fitProgram(draft, files), fileName: files.fileName });

const wrongFiles = (detail: string): ProblemError => new ProblemError('wrong-files', { detail });

function faultsOf(sent: readonly string[], wanted: readonly string[]): string[] {
  const missing = wanted.filter((name) => !sent.includes(name));
  const unknown = sent.filter((name) => !wanted.includes(name));
  const twice = wanted.filter((name) => sent.indexOf(name) !== sent.lastIndexOf(name));
  return [
    ...(missing.length > 0 ? [`lacks ${inWords(missing)}`] : []),
    ...(unknown.length > 0 ? [`must not have ${inWords(unknown.map(quoted))}`] : []),
    ...(twice.length > 0 ? [`has ${inWords(twice)} more than once`] : []),
  ];
}

const maxQuotedCharacters = 60;

/** With escapes for characters that can't be seen. */
const quoted = (name: string): string =>
  JSON.stringify(
    name.length > maxQuotedCharacters ? `${name.slice(0, maxQuotedCharacters)}…` : name,
  ).replaceAll(
    /[\p{Cf}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u{${character.codePointAt(0)?.toString(16) ?? ''}}`,
  );

const inWords = (parts: readonly string[]): string =>
  [parts.slice(0, -1).join(', '), ...parts.slice(-1)].filter((part) => part !== '').join(' and ');
