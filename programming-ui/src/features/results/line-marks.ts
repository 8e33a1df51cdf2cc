import type { Result, TestResult } from '@touchstone/contracts';
import { count } from '../../messages.ts';
import { readJudgeText, readTestMessage, suspectLine } from './judge-text.ts';

/** A mark on a line of the student's file, in the editor. */
export interface LineMark {
  /** From 1. */
  readonly line: number;
  readonly message: string;
  /** The columns within the line, from 0; null if unknown. */
  readonly columns: readonly [from: number, to: number] | null;
}

/** Marks the lines where tests failed or, for a file that does not load, where Python stopped. */
export function lineMarks(result: Result, code: string): LineMark[] {
  const messages = new Map<number, string[]>();
  let columns: LineMark['columns'] = null;
  for (const [line, tests] of failuresByLine(result.tests))
    messages.set(line, groupMessages(line, tests));
  if (result.tests.length === 0 && result.verdict !== 'passed') {
    const { line, sentence, place } = readJudgeText(result.output);
    if (line !== null) {
      messages.set(line, [withoutOwnLine(sentence, line)]);
      const at = place?.caret ? (lineText(code, line)?.indexOf(place.caret.code) ?? -1) : -1;
      if (place?.caret && at !== -1) columns = [at + place.caret.from, at + place.caret.to];
    }
  }
  return [...messages]
    .sort(([a], [b]) => a - b)
    .map(([line, texts]) => ({ line, message: texts.join('\n\n'), columns }));
}

function failuresByLine(tests: readonly TestResult[]): Map<number, TestResult[]> {
  const failures = new Map<number, TestResult[]>();
  for (const test of tests) {
    const line = lineOf(test);
    if (line === null || test.outcome === 'passed' || test.outcome === 'skipped') continue;
    failures.set(line, [...(failures.get(line) ?? []), test]);
  }
  return failures;
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
    .replace(new RegExp(`^Line ${line}: `), '')
    .replace(new RegExp(` Look at line ${line}(?:, where [^.]*)?\\.$`), '');
}

/** The student's line that a test names: where it stopped, or where its message points. */
export function lineOf(test: TestResult): number | null {
  return test.line ?? (test.message === null ? null : suspectLine(test.message));
}

/** A line of the code, counted from 1; null if there is none. */
export function lineText(code: string, line: number): string | null {
  return normalise(code).split('\n')[line - 1] ?? null;
}

const normalise = (code: string) => code.replace(/\r\n?/g, '\n');
