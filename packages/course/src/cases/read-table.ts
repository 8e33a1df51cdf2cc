import type { GradingCase } from '@touchstone/contracts';
import { callFault } from './call-fault.ts';
import {
  checkRaises,
  common,
  isExample,
  readLiteral,
  type CaseReading,
  type Place,
} from './case-reading.ts';
import type { WrittenRow, WrittenTable } from './case-schema.ts';
import { modelNamesIn } from './module-names.ts';
import type { Example } from './shown-cases.ts';

/** A case that was read, and the line where it starts. */
export interface PlacedCase {
  readonly case: GradingCase;
  readonly line: number;
  /** Null unless the handout shows it. */
  readonly example: Example | null;
}

const notInTable = [
  'message',

  'stdin',
  'stdout',
  'compare',
  'call',
  'code',
  'returns',
  'raises',
  'writes',
] as const;

/** A case for each row of a table. Rows have what the case sets, unless they set it themselves. */
export function readTable(
  read: CaseReading,
  table: WrittenTable,
  ofModel: ReadonlySet<string>,
): PlacedCase[] {
  const { written, addFault } = read;
  const other = notInTable.find((key) => key in written);
  if (other !== undefined) {
    addFault([other], 'does not go together with "table"; write a separate case');
    return [];
  }
  const fault = callFault(table.call);
  if (fault !== null) addFault(['table', 'call'], fault);
  const parts = partsOf(table.call);
  if (parts.length === 1) {
    const message =
      'has no {} outside of quotes; write {} where the values of each row go, such as is_leap({})';
    addFault(['table', 'call'], message);
    return [];
  }
  return table.rows.flatMap((row, index) => {
    const isList = Array.isArray(row);
    const found = readRow(read, parts, {
      row: isList ? { row: row } : row,
      index,
      values: ['table', 'rows', index, ...(isList ? [] : ['row'])],
    });
    if (found === null) return [];
    const names = modelNamesIn(found.call, ofModel);
    const place = ['table', 'rows', index];
    const set = { ...written, ...(isList ? {} : row) };
    const shown = { case: { ...found, ...names }, hasTitle: set.title !== undefined };
    const example = isExample(read, place, set) ? shown : null;
    return [{ case: shown.case, line: read.lineOf(place), example }];
  });
}

interface RowReading {
  readonly row: WrittenRow;
  readonly index: number;
  /** Where its values are. */
  readonly values: Place;
}

type CallCase = Extract<GradingCase, { kind: 'call' }>;

function readRow(
  read: CaseReading,
  parts: readonly string[],
  { row, index, values }: RowReading,
): CallCase | null {
  const { written, addFault } = read;
  const name = `row ${index + 1}`;
  const raises = row.raises ?? null;
  if (raises !== null) checkRaises(read, ['table', 'rows', index, 'raises'], raises);
  const holes = parts.length - 1;
  const wanted = raises === null ? holes + 1 : holes;
  if (row.row.length !== wanted) {
    const last = raises === null ? ', then the value that the call returns' : '';
    const one = wanted === 1 ? 'must have 1 value' : `must have ${wanted} values`;
    const isSplit = row.row.some((_, at) => isPartOfLiteral(read.sourceAt([...values, at])));
    const advice = isSplit ? '; put a Python literal in quotes, such as !python "(1, 2)"' : '';
    const message = `${one}: one for each {} in "call"${last}; it has ${row.row.length}${advice}`;
    addFault(values, message, name);
    return null;
  }
  const literals = row.row.map((_, at) => readLiteral(read, [...values, at], name));
  const call = filled(parts, literals);
  const returns = raises === null ? (literals.at(-1) ?? null) : null;
  const number = read.number + index;
  const title = raises === null ? call : `${call} raises ${raises}`;
  return {
    kind: 'call',
    ...common({ ...written, ...row, title: titleOf(read, row, call, number) }, number, title),
    call,
    returns,
    raises,
  };
}

/** `(1`, as YAML reads the first value of `[(1, 2), 3]`. */
const isPartOfLiteral = (source: string | null): boolean => /^\([^)]*$/.test(source ?? '');

/** A table's title stands before the call, or before the number of a hidden case. */
function titleOf(
  { written }: CaseReading,
  row: WrittenRow,
  call: string,
  number: number,
): string | undefined {
  if (row.title !== undefined || written.title === undefined) return row.title;
  const hidden = row.hidden ?? written.hidden ?? false;
  return `${written.title}: ${hidden ? `hidden case ${number}` : call}`;
}

const textOrHole =
  /"""(?:[^\\]|\\[^])*?"""|'''(?:[^\\]|\\[^])*?'''|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|\{\}/g;

/** The call around each `{}` that is outside of quotes. */
function partsOf(call: string): string[] {
  const parts: string[] = [];
  let from = 0;
  for (const { 0: found, index } of call.matchAll(textOrHole)) {
    if (found !== '{}') continue;
    parts.push(call.slice(from, index));
    from = index + found.length;
  }
  return [...parts, call.slice(from)];
}

/** The call with a value for each `{}`, in parentheses where the value is next to an operator or a dot. */
function filled(parts: readonly string[], values: readonly string[]): string {
  const [first = '', ...others] = parts;
  let call = first;
  for (const [index, part] of others.entries()) {
    const value = values[index] ?? '';
    const isApart = /[([{,:]\s*$|[([{,]\s*\w+=\s*$/.test(call) && /^\s*[)\]},:]/.test(part);
    const isSimple = /^(?:\w+|[[{"'(].*)$/s.test(value) && !/^\d/.test(value);
    call += isApart || isSimple ? value : `(${value})`;
    call += part;
  }
  return call;
}
