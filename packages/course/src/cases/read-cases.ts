import { comparisons, type GradingCase } from '@touchstone/contracts';
import type { Node } from 'yaml';
import type { Folder } from '../folder.ts';
import { readYamlList } from '../yaml-file.ts';
import { callFault } from './call-fault.ts';
import { casesSchema, type WrittenCase } from './case-schema.ts';
import { moduleNames, namesIn } from './module-names.ts';
import { promptsIn, withoutPrompts } from './prompts.ts';
import { NoPythonValue, pythonLiteralOf, pythonTag, textOf } from './python-value.ts';

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
  const faultsOf = (index: number): AddFault => {
    return (key, message) => {
      const place = key === null ? [index] : [index, key];
      const subject = key === null ? 'the case' : `"${key}"`;
      folder.faults.add(path, `${subject} ${message}`, file.lineOf(place));
    };
  };
  const lines = file.value.map((_, index) => file.lineOf([index]));
  const cases = file.value.flatMap((written, index) => {
    if (written === null) return [];
    const read: CaseReading = {
      written,
      number: index + 1,
      addFault: faultsOf(index),
      textAt: (key) => textOf(file.document.getIn([index, key], true) as Node | undefined),
      literalAt: (key) => pythonLiteralOf(file.document.getIn([index, key], true), file.document),
    };
    const kind = kindOf(read);
    if (kind === null) return [];
    return kind === 'script' ? readScript(read, prompts) : readCall(read, names);
  });
  return { cases, lines };
}

type Key = keyof WrittenCase;
type AddFault = (key: Key | null, message: string) => void;

interface CaseReading {
  readonly written: WrittenCase;
  /** From 1. */
  readonly number: number;
  readonly addFault: AddFault;
  textAt(key: Key): string | null;
  literalAt(key: Key): string;
}

const scriptKeys = ['stdin', 'stdout', 'compare'] as const;
const callKeys = ['call', 'returns', 'raises'] as const;

/** Null if the keys do not go together, after adding a fault. */
function kindOf({ written, addFault }: CaseReading): GradingCase['kind'] | null {
  const [scriptKey] = scriptKeys.filter((key) => key in written);
  const [callKey] = callKeys.filter((key) => key in written);
  if (scriptKey !== undefined && callKey !== undefined) {
    const message = `does not go together with "${scriptKey}": a case runs the whole file ("stdin", "stdout") or calls a function ("call" with "returns" or "raises"); to test what a function prints or asks for, write a tests.py, see "What a function prints" in docs/cases.md`;
    addFault(callKey, message);
    return null;
  }
  if (callKey !== undefined) return isCompleteCall(written, addFault) ? 'call' : null;
  if ('stdout' in written) return 'script';
  addFault(
    null,
    'tests nothing; add "stdout" (what the program prints when "stdin" is typed), or "call" with "returns" or "raises"',
  );
  return null;
}

function isCompleteCall(written: WrittenCase, addFault: AddFault): boolean {
  if (!('call' in written)) {
    addFault(null, 'has no "call"; add one, such as call: add(1, 2)');
    return false;
  }
  if ('returns' in written === 'raises' in written) {
    addFault(
      'returns' in written ? 'raises' : 'call',
      'needs either "returns" (the value, such as 3 or [1, 2]) or "raises" (an exception\'s name), not both; to test a function that only prints, write a tests.py, see "What a function prints" in docs/cases.md',
    );
    return false;
  }
  return true;
}

function readScript(read: CaseReading, prompts: readonly RegExp[]): GradingCase[] {
  const { written, addFault } = read;
  const compare = written.compare ?? 'lines';
  const stdin = read.textAt('stdin') ?? '';
  const stdout = read.textAt('stdout') ?? '';
  const { needs, ignoresPrompts } = comparisons[compare];
  if (needs?.pattern.test(stdout) === false) {
    addFault(
      'stdout',
      `has no ${needs.what} to compare; write one, or remove "compare: ${compare}"`,
    );
  }
  const title = stdin.trim() === '' ? 'What the program prints' : `Typed: ${inOneLine(stdin)}`;
  return [
    {
      kind: 'script',
      ...common(read, title),
      stdin,
      stdout: ignoresPrompts ? withoutPrompts(stdout, prompts) : stdout,
      compare,
    },
  ];
}

const literalAdvice =
  'write a plain value such as 3, text or [1, 2], or a Python literal such as !python "(1, 2)"';

function readCall(read: CaseReading, ofModel: ReadonlySet<string>): GradingCase[] {
  const { written, addFault } = read;
  const call = written.call ?? '';
  const fault = callFault(call);
  if (fault !== null) addFault('call', fault);
  const raises = written.raises ?? null;
  if (raises !== null && !/^[\p{L}_][\p{L}\p{N}_]*(?:: \S.*)?$/u.test(raises)) {
    addFault(
      'raises',
      'must be an exception\'s name, such as ValueError, or in quotes "ValueError: a part of its message"',
    );
  }
  let returns: string | null = null;
  try {
    if (raises === null) returns = read.literalAt('returns');
  } catch (error) {
    if (!(error instanceof NoPythonValue)) throw error;
    addFault('returns', `${error.message}; ${literalAdvice}`);
  }
  const title = raises === null ? call : `${call} raises ${raises}`;
  const modelNames = [...new Set(namesIn(call))].filter((name) => ofModel.has(name)).sort();
  const names = modelNames.length === 0 ? {} : { modelNames };
  return [{ kind: 'call', ...common(read, inOneLine(title)), call, returns, raises, ...names }];
}

/** The default title of a hidden case must not reveal its content. */
const common = ({ written, number }: CaseReading, title: string) => ({
  title: written.title ?? (written.hidden === true ? `Hidden case ${number}` : title),
  points: written.points ?? null,
  hint: written.hint ?? null,
  hidden: written.hidden ?? false,
});

const maxTitle = 80;

function inOneLine(text: string): string {
  const line = text.trim().split('\n').join(', ');
  return line.length <= maxTitle ? line : `${line.slice(0, maxTitle - 1)}…`;
}
