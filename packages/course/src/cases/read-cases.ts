import { comparisons, type GradingCase } from '@touchstone/contracts';
import type { Node } from 'yaml';
import type { Folder } from '../folder.ts';
import { sizes } from '../sizes.ts';
import { readYamlList } from '../yaml-file.ts';
import { callFault } from './call-fault.ts';
import { checkRaises, common, inOneLine, readLiteral, type CaseReading } from './case-reading.ts';
import { casesSchema } from './case-schema.ts';
import { modelNamesIn, moduleNames } from './module-names.ts';
import { promptsIn, withoutPrompts } from './prompts.ts';
import { pythonLiteralOf, pythonTag, textOf } from './python-value.ts';
import { readTable, type PlacedCase } from './read-table.ts';

export interface ReadCases {
  readonly cases: GradingCase[];
  /** The line where each case starts, in the order of the file. */
  readonly lines: number[];
}

/**
 * The cases of cases.yaml. Faults are added to those of the folder, with their lines. Unless the
 * comparison counts prompts, those of the model solution are removed from the expected output. Each call
 * lists the names that the model solution defines, because these must come from the student's file.
 */
export async function readCases(
  folder: Folder,
  path: string,
  solution: string | null,
): Promise<ReadCases> {
  const file = await readYamlList(folder, path, casesSchema, [pythonTag]);
  if (file === null) return { cases: [], lines: [] };
  const prompts = promptsIn(solution ?? '');
  const names = moduleNames(solution ?? '');
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
      textAt: (place) => textOf(nodeAt(place)),
      literalAt: (place) => pythonLiteralOf(nodeAt(place), file.document),
    };
    found.push(...readCase(read, prompts, names));
  }
  if (found.length > sizes.maxCases) {
    const message = `has ${found.length} cases, counting each row of a table; at most ${sizes.maxCases} are allowed; remove some`;
    folder.faults.add(path, message);
  }
  return { cases: found.map((each) => each.case), lines: found.map(({ line }) => line) };
}

function readCase(
  read: CaseReading,
  prompts: readonly RegExp[],
  ofModel: ReadonlySet<string>,
): PlacedCase[] {
  const { table } = read.written;
  if (table !== undefined) return readTable(read, table, ofModel);
  const kind = kindOf(read);
  if (kind === null) return [];
  const found = kind === 'script' ? readScript(read, prompts) : readCall(read, prompts, ofModel);
  return [{ case: found, line: read.lineOf([]) }];
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
  if ('stdout' in written) return 'script';
  addFault(
    [],
    'tests nothing; add "stdout" (what the program prints when "stdin" is typed), or "call" or "code" with "returns", "raises" or "stdout"',
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
  if (!['returns', 'raises', 'stdout'].some((end) => end in written)) {
    const message =
      'needs "returns" (the value, such as 3 or [1, 2]), "raises" (an exception\'s name) or "stdout" (what is printed)';
    addFault([key], message);
    return false;
  }
  if ('compare' in written && !('stdout' in written)) {
    addFault(['compare'], 'compares nothing without "stdout"; add that, or remove "compare"');
  }
  return true;
}

function readScript(read: CaseReading, prompts: readonly RegExp[]): GradingCase {
  const { written, number } = read;
  const stdin = read.textAt(['stdin']) ?? '';
  const title = stdin.trim() === '' ? 'What the program prints' : `Typed: ${inOneLine(stdin)}`;
  return { kind: 'script', ...common(written, number, title), stdin, ...readStdout(read, prompts) };
}

function readStdout(read: CaseReading, prompts: readonly RegExp[]) {
  const compare = read.written.compare ?? 'lines';
  const stdout = read.textAt(['stdout']) ?? '';
  const { needs, ignoresPrompts } = comparisons[compare];
  if (needs?.pattern.test(stdout) === false) {
    read.addFault(
      ['stdout'],
      `has no ${needs.what} to compare; write one, or remove "compare: ${compare}"`,
    );
  }
  return { stdout: ignoresPrompts ? withoutPrompts(stdout, prompts) : stdout, compare };
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
    return { kind: 'code', ...all(code), code };
  }
  const call = written.call ?? '';
  const fault = callFault(call);
  if (fault !== null) addFault(['call'], fault);
  return { kind: 'call', ...all(call), call };
}

function titleOfCall(read: CaseReading, source: string): string {
  const { raises } = read.written;
  const typed = (read.textAt(['stdin']) ?? '').trim();
  const lines = source.split('\n').map((line) => line.trim());
  const call = lines.filter((line) => line !== '').join('; ');
  const title = raises === undefined ? call : `${call} raises ${raises}`;
  return typed === '' ? title : `${title}, typed: ${inOneLine(typed)}`;
}

/** What is typed and printed during a call, as far as it is written. */
function readTerminal(read: CaseReading, prompts: readonly RegExp[]) {
  return {
    ...('stdin' in read.written && { stdin: read.textAt(['stdin']) ?? '' }),
    ...('stdout' in read.written && readStdout(read, prompts)),
  };
}
