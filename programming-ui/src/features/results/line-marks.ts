import type { Result, TestResult } from '@touchstone/contracts';
import { count } from '../../messages.ts';
import { codeOf, type ProgramFiles } from '../program/program.ts';
import { readJudgeText, readTestMessage, suspectSpot, type Spot } from './judge-text.ts';

/** A mark on a line of the student's program, in the editor. */
export interface LineMark {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly message: string;
  /** The columns within the line, from 0; null if unknown. */
  readonly columns: readonly [from: number, to: number] | null;
}

/** Marks the lines where tests failed or, for a file that does not load, where Python stopped. */
export function lineMarks(result: Result, files: ProgramFiles): LineMark[] {
  const marks: LineMark[] = [];
  const add = ({ line, file }: Spot, message: string, columns: LineMark['columns']) =>
    marks.push({ file: file ?? files[0]?.name ?? '', line, message, columns });
  for (const [spot, tests] of failuresBySpot(result.tests))
    add(spot, groupMessages(spot.line, tests).join('\n\n'), null);
  if (result.tests.length === 0 && result.verdict !== 'passed') {
    const { line, file, sentence, place } = readJudgeText(result.output);
    if (line !== null) {
      const caret = place?.caret ?? null;
      const text = lineText(codeOf(files, file), line);
      const at = caret === null ? -1 : (text?.indexOf(caret.code) ?? -1);
      const columns =
        caret === null || at === -1 ? null : ([at + caret.from, at + caret.to] as const);
      add({ line, file }, withoutOwnLine(sentence, line), columns);
    }
  }
  const place = ({ file }: LineMark) => files.findIndex(({ name }) => name === file);
  return marks.sort((a, b) => place(a) - place(b) || a.line - b.line);
}

function failuresBySpot(tests: readonly TestResult[]): [Spot, TestResult[]][] {
  const failures = new Map<string, [Spot, TestResult[]]>();
  for (const test of tests) {
    const spot = spotOf(test);
    if (spot === null || test.outcome === 'passed' || test.outcome === 'skipped') continue;
    const key = `${spot.line} ${spot.file ?? ''}`;
    failures.set(key, [spot, [...(failures.get(key)?.[1] ?? []), test]]);
  }
  return [...failures.values()];
}

/** Tests with the same message share one entry. */
function groupMessages(line: number, tests: readonly TestResult[]): string[] {
  const titles = new Map<string, string[]>();
  for (const { title, message } of tests) {
    const paragraphs = message === null ? [] : readTestMessage(message).paragraphs;
    const text = paragraphs.map((paragraph) => withoutOwnLine(paragraph, line)).join('\n');
    titles.set(text, [...(titles.get(text) ?? []), title]);
  }
  return [...titles].map(([text, [first = '', ...others]]) => {
    const tested = others.length === 0 ? first : count(1 + others.length, 'test', 'tests');
    if (text === '') return [first, ...others].join('\n');
    return `${tested}${text.includes('\n') ? '\n' : ': '}${text}`;
  });
}

/** Beside the line, its number is redundant. */
function withoutOwnLine(sentence: string, line: number): string {
  return sentence
    .replace(new RegExp(`^Line ${line}(?: of \\S+)?: `), '')
    .replace(new RegExp(` Look at line ${line}(?: of \\w+\\.py)?(?:, where [^.]*)?\\.$`), '');
}

/** The student's line that a test names: where it stopped, or where its message points. */
export function spotOf({ line, file, message }: TestResult): Spot | null {
  if (line !== null) return { line, file };
  return message === null ? null : suspectSpot(message);
}

/** A line of the code, counted from 1; null if there is none. */
export function lineText(code: string, line: number): string | null {
  return normalise(code).split('\n')[line - 1] ?? null;
}

const normalise = (code: string) => code.replace(/\r\n?/g, '\n');
