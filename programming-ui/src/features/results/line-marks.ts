import type { Result, Submission } from '@touchstone/contracts';
import { readJudgeText } from './judge-text.ts';

/** A line of the student's file to be marked in the editor. */
export interface LineMark {
  /** From 1. */
  readonly line: number;
  readonly message: string;
}

/** Where tests failed, one mark a line; for a file that does not load, where Python stops. */
export function lineMarks(result: Result): LineMark[] {
  const messages = new Map<number, string[]>();
  for (const test of result.tests) {
    if (test.line === null || test.outcome === 'passed' || test.outcome === 'skipped') continue;
    const message =
      test.message === null ? test.title : `${test.title}: ${readJudgeText(test.message).sentence}`;
    messages.set(test.line, [...(messages.get(test.line) ?? []), message]);
  }
  if (result.tests.length === 0 && result.verdict !== 'passed') {
    const { line, sentence } = readJudgeText(result.output);
    if (line !== null) messages.set(line, [sentence]);
  }
  return [...messages]
    .sort(([a], [b]) => a - b)
    .map(([line, texts]) => ({ line, message: texts.join('\n') }));
}

/** Whether the code in the editor is what this result speaks of; line ends do not count. */
export function speaksOf(submission: Submission, code: string): boolean {
  return normalise(submission.code) === normalise(code);
}

const normalise = (code: string) => code.replace(/\r\n?/g, '\n');
