import type { Result, TestResult } from '@touchstone/contracts';
import { readJudgeText, readTestMessage, suspectLine } from './judge-text.ts';

/** A line of the student's file to be marked in the editor. */
export interface LineMark {
  /** From 1. */
  readonly line: number;
  readonly message: string;
  /** The place within the line, from 0, where it is known; else null. */
  readonly columns: readonly [from: number, to: number] | null;
}

/** Where tests failed, one mark a line; for a file that does not load, where Python stops. */
export function lineMarks(result: Result, code: string): LineMark[] {
  const messages = new Map<number, string[]>();
  let columns: LineMark['columns'] = null;
  for (const test of result.tests) {
    const line = lineOf(test);
    if (line === null || test.outcome === 'passed' || test.outcome === 'skipped') continue;
    const said = test.message === null ? [] : readTestMessage(test.message).paragraphs;
    const message = [test.title, ...said].join(said.length === 1 ? ': ' : '\n');
    messages.set(line, [...(messages.get(line) ?? []), message]);
  }
  if (result.tests.length === 0 && result.verdict !== 'passed') {
    const { line, sentence, place } = readJudgeText(result.output);
    if (line !== null) {
      messages.set(line, [sentence]);
      const at = place?.caret ? (lineText(code, line)?.indexOf(place.caret.code) ?? -1) : -1;
      if (place?.caret && at !== -1) columns = [at + place.caret.from, at + place.caret.to];
    }
  }
  return [...messages]
    .sort(([a], [b]) => a - b)
    .map(([line, texts]) => ({ line, message: texts.join('\n\n'), columns }));
}

/** The student's line that a test names: where it stopped, or where its message sends the student. */
export function lineOf(test: TestResult): number | null {
  return test.line ?? (test.message === null ? null : suspectLine(test.message));
}

/** A line of the code, counted from 1; null when it has none. */
export function lineText(code: string, line: number): string | null {
  return normalise(code).split('\n')[line - 1] ?? null;
}

const normalise = (code: string) => code.replace(/\r\n?/g, '\n');
