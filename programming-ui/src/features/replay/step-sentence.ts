import { replayMessages as text } from '../../replay-messages.ts';
import { codeOf, type ProgramFiles } from '../program/program.ts';
import type { Change } from './changes.ts';
import type { ReplayFrame } from './replay-state.ts';
import {
  moduleName,
  type Trace,
  type TracedExpression,
  type TracedStep,
  type TracedValue,
} from './trace.ts';
import { cut, valueText, type Objects } from './value-text.ts';

const maxNamed = 3;
const maxValueCharacters = 60;

const shortText = (value: TracedValue, objects: Objects): string =>
  cut(valueText(value, objects), maxValueCharacters);

interface Told {
  readonly trace: Trace;
  /** The program that was recorded. */
  readonly files: ProgramFiles;
  readonly changes: readonly Change[];
  readonly at: number;
  /** The objects at this step, and at the one that shows what this step's line has changed. */
  readonly objects: Objects;
  readonly objectsAfter: Objects;
  /** The frame that runs. */
  readonly frame: Pick<ReplayFrame, 'name' | 'variables'>;
}

/** A step in one line: where it is, what its expressions come to, and what its line changes. Code is in backticks. */
export function stepSentence(told: Told): string {
  const { trace, files, at } = told;
  const step = trace.steps[at];
  if (step === undefined) return '';
  const place = placeOf(trace, files, step);
  const sentences = [
    ...inputAndOutput(step),
    ...(step.round === undefined ? [] : [text.roundBegins(step.round)]),
    ...happening(step, told),
  ];
  return sentences.length === 0 ? text.runs(place) : `${place}: ${sentences.join(' ')}`;
}

function placeOf({ files: names }: Trace, files: ProgramFiles, step: TracedStep): string {
  const name = names[step.file] ?? '';
  const lines = codeLines(codeOf(files, name));
  return text.lineOf(step.line, lines.length, files.length > 1 ? name : undefined);
}

/** The lines of a file. A line end at its end begins no other line. */
export const codeLines = (code: string): string[] =>
  code.replace(/(?:\r\n?|\n)$/, '').split(/\r\n?|\n/);

function inputAndOutput({ output = '', input }: TracedStep): string[] {
  const sentences: string[] = [];
  const printed = output.replace(/\n$/, '');
  if (output !== '')
    sentences.push(
      printed === '' || printed.includes('\n') || printed.includes('`')
        ? text.printedLines(printed.split('\n').length)
        : text.printed(cut(printed, maxValueCharacters)),
    );
  if (input !== undefined)
    sentences.push(text.read(cut(input.trimEnd().replaceAll('\n', ' / '), maxValueCharacters)));
  return sentences;
}

function happening(step: TracedStep, told: Told): string[] {
  const { objects, changes, at } = told;
  const functionName = told.frame.name;
  const short = (value: TracedValue) => shortText(value, objects);
  switch (step.kind) {
    case 'call': {
      if (functionName === moduleName) return [text.fileBegins];
      if (step.call?.kind === 'resume') return [text.resumes(functionName)];
      if (step.call?.kind === 'class') return [text.classBegins(functionName)];
      const parameters = changes.filter(({ by, frame }) => by === at && frame === step.frame);
      return [
        text.called(
          functionName,
          parameters.map(({ name, value }) => text.parameter(name, short(value ?? 'None'))),
        ),
      ];
    }
    case 'return':
      if (functionName === moduleName) return [text.fileEnds];
      if (step.yielded !== undefined) return [text.yields(functionName, short(step.yielded))];
      return [
        step.returned === undefined
          ? text.classEnds(functionName)
          : text.returns(functionName, short(step.returned)),
      ];
    case 'raise':
      return [...expressions(step, told), text.raises(step.raised ?? '')];
    case 'line':
      return [...names(step, told), ...expressions(step, told), ...effects(told)];
  }
}

/** The variables that the line's expressions use. */
function names(step: TracedStep, told: Told): string[] {
  const used = toldExpressions(step, told)
    .map(({ text: written }) => written)
    .join(' ')
    .replace(/"[^"]*"|'[^']*'/g, '')
    .matchAll(/(?<![.\p{L}\p{N}_])[\p{L}_][\p{L}\p{N}_]*/gu);
  return [...new Set([...used].map(([name]) => name))].slice(0, maxNamed).flatMap((name) => {
    const variable = told.frame.variables.find((each) => each.name === name);
    return variable === undefined ? [] : [text.is(name, shortText(variable.value, told.objects))];
  });
}

function expressions(step: TracedStep, told: Told): string[] {
  return toldExpressions(step, told)
    .slice(0, maxNamed)
    .map(({ text: written, value }) =>
      text.is(cut(written, maxValueCharacters), shortText(value, told.objects)),
    );
}

/** The expressions that are in no other one. Those in a print() say more than that it returns None. */
function toldExpressions(
  { file, values = [] }: TracedStep,
  { trace, files }: Told,
): { text: string; value: TracedValue }[] {
  const lines = codeLines(codeOf(files, trace.files[file]));
  const written = new Map(values.map((each) => [each, expressionText(each, lines)]));
  const telling = values.filter((each) => !written.get(each)?.startsWith('print('));
  return outermost(telling).map((each) => ({ text: written.get(each) ?? '', value: each.value }));
}

/** The expressions that are not a part of another one. */
function outermost(values: readonly TracedExpression[]): TracedExpression[] {
  const isWithin = (inner: TracedExpression, outer: TracedExpression) =>
    inner !== outer &&
    compare(outer.from, inner.from) <= 0 &&
    compare(inner.to, outer.to) <= 0 &&
    (compare(outer.from, inner.from) < 0 || compare(inner.to, outer.to) < 0);
  return values.filter((inner) => !values.some((outer) => isWithin(inner, outer)));
}

type Position = readonly [line: number, column: number];
const compare = ([line, column]: Position, [otherLine, otherColumn]: Position): number =>
  line - otherLine || column - otherColumn;

/** An expression as it is written, in one line. `lines` are those of its file. */
export function expressionText(
  { from: [first, start], to: [last, end] }: TracedExpression,
  lines: readonly string[],
): string {
  const covered = lines.slice(first - 1, last).map((line) => Array.from(line));
  return covered
    .map((line, index) =>
      line
        .slice(index === 0 ? start : 0, index === covered.length - 1 ? end : line.length)
        .join(''),
    )
    .join(' ')
    .replace(/\s+/g, ' ');
}

/** What the line of this step changes. */
function effects({ changes, at, trace, objectsAfter }: Told): string[] {
  const own = changes.filter(({ by, frame }) => by === at && frame === trace.steps[at]?.frame);
  const sentences = own
    .slice(0, maxNamed)
    .map(({ name, value, inside }) =>
      value === null
        ? text.deletes(name)
        : text[inside ? 'changes' : 'sets'](name, shortText(value, objectsAfter)),
    );
  if (own.length > maxNamed) sentences.push(text.others(own.length - maxNamed));
  return sentences;
}
