import { readErrorPlace, type ErrorPlace } from './error-place.ts';

export interface JudgeText {
  /** What went wrong and what to do, such as ``Line 2: `helo` is not defined. …``. */
  readonly sentence: string;
  /** Python's own message and where in the file; null if unknown. */
  readonly place: ErrorPlace | null;
  /** The remaining text, such as printed output; '' for none. */
  readonly rest: string;
  /** The line of the student's program, from 1; null if unknown. */
  readonly line: number | null;
  /** The file of that line; undefined if the program has only one. */
  readonly file: string | undefined;
}

/** Parses the judge's text about an error: a sentence, the place, printed output. */
export function readJudgeText(text: string): JudgeText {
  const [sentence = '', below = '', ...rest] = text.trimEnd().split('\n\n');
  const [, line, file] = /^Line (\d+)(?: of (\S+))?: /m.exec(sentence) ?? [];
  const place = readErrorPlace(below);
  return {
    sentence,
    place,
    rest: (place === null && below !== '' ? [below, ...rest] : rest).join('\n\n'),
    line: line === undefined ? null : Number(line),
    file,
  };
}

export interface TestMessage {
  /** The teacher's text and the judge's, a paragraph each. */
  readonly paragraphs: readonly string[];
  readonly place: ErrorPlace | null;
}

/** Parses the message of one test: paragraphs, and for an error the place. */
export function readTestMessage(text: string): TestMessage {
  const paragraphs = text.trim().split('\n\n');
  const places = paragraphs.map(readErrorPlace);
  return {
    paragraphs: paragraphs.filter((_, index) => places[index] === null),
    place: places.find((place) => place !== null) ?? null,
  };
}

/** A line of the student's program, from 1; `file` is undefined if the program has only one. */
export interface Spot {
  readonly line: number;
  readonly file: string | undefined;
}

/** The line that a failed test's message points to; null without one. */
export function suspectSpot(message: string): Spot | null {
  const pattern =
    /\bLook at (?:|(?:the class )?`[^`]*`, which (?:begins|starts) (?:in|on) )line (\d+)(?: of (\w+\.py))?/g;
  const [, line, file] = [...message.matchAll(pattern)].at(-1) ?? [];
  return line === undefined ? null : { line: Number(line), file };
}
