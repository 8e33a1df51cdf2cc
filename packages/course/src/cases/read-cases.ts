import { comparisons, type GradingCase, type Program } from '@touchstone/contracts';
import { isScalar, type Node, type Scalar } from 'yaml';
import type { Folder } from '../folder.ts';
import { sizes } from '../sizes.ts';
import { readYamlList } from '../yaml-file.ts';
import { callFault } from './call-fault.ts';
import {
  checkRaises,
  common,
  inOneLine,
  isExample,
  readLiteral,
  type CaseReading,
  type Place,
} from './case-reading.ts';
import { casesSchema } from './case-schema.ts';
import { modelNamesIn, moduleNames } from './module-names.ts';
import { promptsIn, withoutPrompts } from './prompts.ts';
import { pythonLiteralOf, pythonTag, textOf } from './python-value.ts';
import { readRule } from './read-rule.ts';
import { readTable, type PlacedCase } from './read-table.ts';
import type { Example } from './shown-cases.ts';

export interface ReadCases {
  readonly cases: GradingCase[];
  /** The line where each case starts, in the order of the file. */
  readonly lines: number[];
  /** Those that the handout shows. */
  readonly examples: Example[];
}

export const noCases: ReadCases = { cases: [], lines: [], examples: [] };

interface CaseContext {
  readonly solution: Program | null;
  /** Names of files that exist before a program runs, its own among them. */
  readonly given: ReadonlySet<string>;
}

/**
 * The cases of cases.yaml. Faults are added to those of the folder, with their lines. Unless the
 * comparison counts prompts, those of the model solution are removed from the expected output. Each call
 * lists the names that the model solution's main file defines, because these must come from the student's.
 */
export async function readCases(
  folder: Folder,
  path: string,
  { solution, given }: CaseContext,
): Promise<ReadCases> {
  const file = await readYamlList(folder, path, casesSchema, [pythonTag]);
  if (file === null) return noCases;
  const { code = '', otherFiles = [] } = solution ?? {};
  const prompts = [code, ...otherFiles.map((other) => other.code)].flatMap(promptsIn);
  const names = moduleNames(code);
  const found: PlacedCase[] = [];
  for (const [index, written] of file.value.entries()) {
    if (written === null) continue;
    const nodeAt: CaseReading['nodeAt'] = (place) =>
      file.document.getIn([index, ...place], true) as Node | undefined;
    const read: CaseReading = {
      written,
      number: found.length + 1,
      addFault: (place, message, subject) => {
        const of = subject ?? (place.length === 0 ? 'the case' : `"${String(place.at(-1))}"`);
        folder.faults.add(path, `${of} ${message}`, file.lineOf([index, ...place]));
      },
      lineOf: (place) => file.lineOf([index, ...place]),
      nodeAt,
      fileNames: given,
      textAt: (place) => textOf(nodeAt(place)),
      sourceAt: (place) => {
        const node = nodeAt(place);
        return isScalar(node) ? (node.source ?? null) : null;
      },
      literalAt: (place) => pythonLiteralOf(nodeAt(place), file.document),
    };
    found.push(...readCase(read, prompts, names));
  }
  if (found.length > sizes.maxCases) {
    const message = `has ${found.length} cases, counting each row of a table; at most ${sizes.maxCases} are allowed; remove some`;
    folder.faults.add(path, message, found[sizes.maxCases]?.line);
  }
  return {
    cases: found.map((each) => each.case),
    lines: found.map(({ line }) => line),
    examples: found.flatMap(({ example }) => example ?? []),
  };
}

function readCase(
  read: CaseReading,
  prompts: readonly RegExp[],
  ofModel: ReadonlySet<string>,
): PlacedCase[] {
  const { table } = read.written;
  if (table !== undefined) return readTable(read, table, ofModel);
  if ('forbid' in read.written || 'require' in read.written) {
    const rule = readRule(read);
    return rule === null ? [] : [{ case: rule, line: read.lineOf([]), example: null }];
  }
  if ('message' in read.written) {
    read.addFault(['message'], 'belongs to "forbid" or "require"; to help students, write "hint"');
  }
  const kind = kindOf(read);
  if (kind === null) return [];
  const found = kind === 'script' ? readScript(read, prompts) : readCall(read, prompts, ofModel);
  const shown = { case: found, hasTitle: read.written.title !== undefined };
  const example = isExample(read, ['example'], read.written) ? shown : null;
  return [{ case: found, line: read.lineOf([]), example }];
}

/** Null if the keys do not go together, after adding a fault. */
function kindOf(read: CaseReading): GradingCase['kind'] | null {
  const { written, addFault } = read;
  if ('call' in written && 'code' in written) {
    addFault(['code'], 'does not go together with "call"; keep one of the two');
    return null;
  }
  if ('call' in written) return isCompleteCall(read, 'call') ? 'call' : null;
  if ('code' in written) return isCompleteCall(read, 'code') ? 'code' : null;
  const ofCall = (['returns', 'raises'] as const).find((key) => key in written);
  if (ofCall !== undefined) {
    const message = `has no "call" or "code" beside "${ofCall}"; add one, such as call: add(1, 2)`;
    addFault([], message);
    return null;
  }
  if ('stdout' in written || 'writes' in written) return 'script';
  addFault(
    [],
    'tests nothing; add "stdout" (what the program prints when "stdin" is typed), or "call" or "code" with "returns", "raises", "stdout" or "writes"',
  );
  return null;
}

function isCompleteCall({ written, addFault }: CaseReading, key: 'call' | 'code'): boolean {
  if ('returns' in written && 'raises' in written) {
    const message =
      'needs either "returns" (the value, such as 3 or [1, 2]) or "raises" (an exception\'s name), not both';
    addFault(['raises'], message);
    return false;
  }
  if (!['returns', 'raises', 'stdout', 'writes'].some((end) => end in written)) {
    const message =
      'needs "returns" (the value, such as 3 or [1, 2]), "raises" (an exception\'s name), "stdout" (what is printed) or "writes" (files)';
    addFault([key], message);
    return false;
  }
  if ('compare' in written && !('stdout' in written || 'writes' in written)) {
    addFault(['compare'], 'compares nothing without "stdout"; add that, or remove "compare"');
  }
  return true;
}

function readScript(read: CaseReading, prompts: readonly RegExp[]): GradingCase {
  const { written, number } = read;
  const stdin = read.textAt(['stdin']) ?? '';
  const what = 'stdout' in written ? 'prints' : 'writes';
  const title = stdin.trim() === '' ? `What the program ${what}` : `Typed: ${inOneLine(stdin)}`;
  return {
    kind: 'script',
    ...common(written, number, title),
    stdin,
    ...('stdout' in written && { stdout: readStdout(read, prompts) }),
    compare: written.compare ?? 'lines',
    ...readWrites(read),
  };
}

function readStdout(read: CaseReading, prompts: readonly RegExp[]): string {
  const stdout = comparedText(read, ['stdout']);
  const { ignoresPrompts } = comparisons[read.written.compare ?? 'lines'];
  return ignoresPrompts ? withoutPrompts(stdout, prompts) : stdout;
}

/** The text at a place, after adding a fault if it has nothing that the case compares. */
function comparedText(read: CaseReading, place: Place): string {
  const compare = read.written.compare ?? 'lines';
  const text = read.textAt(place) ?? '';
  const { needs } = comparisons[compare];
  if (needs?.pattern.test(text) === false) {
    const message = `has no ${needs.what} to compare; write one, or remove "compare: ${compare}"`;
    read.addFault(place, message);
  }
  return text;
}

function readWrites(read: CaseReading) {
  const { writes } = read.written;
  if (writes === undefined) return {};
  const names = Object.keys(writes);
  if (names.length === 0) {
    const message = 'names no file; add one with its text, such as notes.txt: Hello';
    read.addFault(['writes'], message);
  }
  for (const name of names) {
    const fault = fileFault(name, read.fileNames);
    if (fault !== null) read.addFault(['writes', name], fault);
  }
  const texts = names.map((name) => [name, comparedText(read, ['writes', name])]);
  return { writes: Object.fromEntries(texts) as Record<string, string> };
}

const maxFileName = 100;

function fileFault(name: string, given: ReadonlySet<string>): string | null {
  if (given.has(name)) {
    return 'is given to the program, which cannot write it; choose another name';
  }
  const isPlain = /^[^\s/\\\0][^/\\\0\n]*$/.test(name) && name !== '.' && name !== '..';
  return isPlain && name.length <= maxFileName
    ? null
    : 'must be the name of a file, such as notes.txt, without a folder';
}

function readCall(
  read: CaseReading,
  prompts: readonly RegExp[],
  ofModel: ReadonlySet<string>,
): GradingCase {
  const { written, number, addFault } = read;
  const raises = written.raises ?? null;
  if (raises !== null) checkRaises(read, ['raises'], raises);
  const returns = 'returns' in written ? readLiteral(read, ['returns']) : null;
  const all = (source: string) => ({
    ...common(written, number, titleOfCall(read, source)),
    returns,
    raises,
    ...modelNamesIn(source, ofModel),
    ...readTerminal(read, prompts),
  });
  if (written.code !== undefined) {
    const code = written.code.trimEnd();
    const fault = codeFault(read, code);
    if (fault !== null) addFault(['code'], fault);
    return { kind: 'code', ...all(code), code };
  }
  const call = written.call ?? '';
  const fault = callFault(call);
  if (fault !== null) addFault(['call'], fault);
  return { kind: 'call', ...all(call), call };
}

/** What Python would report in words that do not help. */
function codeFault({ nodeAt }: CaseReading, code: string): string | null {
  const node = nodeAt(['code']);
  if (isScalar(node) && (node.type === 'BLOCK_FOLDED' || isPlainOfLines(node, code))) {
    return 'loses the ends of its lines here; write "code: |" and the statements below it';
  }
  return /^\s*(?:from|import)\s+solution\b/m.test(code)
    ? "imports solution.py, which is not there when it runs; remove that line and use the names of the student's file"
    : null;
}

/** YAML joins the lines of a text without quotes, so it is shorter than what is written. */
const isPlainOfLines = ({ type, range }: Scalar, text: string): boolean =>
  type === 'PLAIN' && range !== null && range !== undefined && range[1] - range[0] > text.length;

function titleOfCall(read: CaseReading, source: string): string {
  const { raises } = read.written;
  const typed = (read.textAt(['stdin']) ?? '').trim();
  const lines = source.split('\n').map((line) => line.trim());
  const separator = read.written.code === undefined ? ' ' : '; ';
  // A block follows its colon.
  const call = lines
    .filter((line) => line !== '')
    .reduce((title, line) => title + (title.endsWith(':') ? ' ' : separator) + line);
  const title = raises === undefined ? call : `${call} raises ${raises}`;
  return typed === '' ? title : `${title}, typed: ${inOneLine(typed)}`;
}

/** What is typed and printed during a call, as far as it is written. */
function readTerminal(read: CaseReading, prompts: readonly RegExp[]) {
  return {
    ...('stdin' in read.written && { stdin: read.textAt(['stdin']) ?? '' }),
    ...('stdout' in read.written && { stdout: readStdout(read, prompts) }),
    ...(read.written.compare !== undefined && { compare: read.written.compare }),
    ...readWrites(read),
  };
}
