import { readErrorPlace, type ErrorPlace } from './error-place.ts';

export interface JudgeText {
  /** What went wrong and what to do, such as ``Line 2: `helo` is not defined. …``. */
  readonly sentence: string;
  /** Python's own words and where in the file; null when not told. */
  readonly place: ErrorPlace | null;
  /** What follows, such as what was printed; '' for nothing. */
  readonly rest: string;
  /** The line of the student's file, from 1; null when not told. */
  readonly line: number | null;
}

/** Reads what the judge says of an error: a sentence, the place, what was printed. */
export function readJudgeText(text: string): JudgeText {
  const [sentence = '', below = '', ...rest] = text.trimEnd().split('\n\n');
  const line = /^Line (\d+): /m.exec(sentence)?.[1];
  const place = readErrorPlace(below);
  return {
    sentence,
    place,
    rest: (place === null && below !== '' ? [below, ...rest] : rest).join('\n\n'),
    line: line === undefined ? null : Number(line),
  };
}

export interface TestMessage {
  /** The teacher's words and the judge's, a paragraph each. */
  readonly paragraphs: readonly string[];
  readonly place: ErrorPlace | null;
}

/** Reads the message of one test: paragraphs, and for an error the place. */
export function readTestMessage(text: string): TestMessage {
  const paragraphs = text.trim().split('\n\n');
  const places = paragraphs.map(readErrorPlace);
  return {
    paragraphs: paragraphs.filter((_, index) => places[index] === null),
    place: places.find((place) => place !== null) ?? null,
  };
}

/** The line of the file that a failed test's message sends the student to; null without one. */
export function suspectLine(message: string): number | null {
  const pattern = /\bLook at (?:line (\d+)|(?:the class )?`[^`]*`, which begins in line (\d+))/g;
  const last = [...message.matchAll(pattern)].at(-1);
  return last === undefined ? null : Number(last[1] ?? last[2]);
}
