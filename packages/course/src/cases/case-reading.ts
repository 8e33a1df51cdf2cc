import type { Node } from 'yaml';
import type { WrittenCase } from './case-schema.ts';
import { NoPythonValue } from './python-value.ts';

/** Where a value of a case is: keys and indices below the case. */
export type Place = readonly PropertyKey[];

/** One entry of cases.yaml while it is read. */
export interface CaseReading {
  readonly written: WrittenCase;
  /** Of the case in the list of all cases, from 1. */
  readonly number: number;
  /** Adds a fault of the value at the place, or of the whole case. `subject` replaces the quoted key. */
  readonly addFault: (place: Place, message: string, subject?: string) => void;
  /** Names of files that exist before a program runs. */
  readonly fileNames: ReadonlySet<string>;
  readonly lineOf: (place: Place) => number;
  readonly nodeAt: (place: Place) => Node | undefined;
  /** Text as it is written; null for other values. */
  readonly textAt: (place: Place) => string | null;
  /** A scalar as it is written, without its tag; null for other values. */
  readonly sourceAt: (place: Place) => string | null;
  /** The Python literal for a value. @throws {NoPythonValue} */
  readonly literalAt: (place: Place) => string;
}

const literalAdvice =
  'write a plain value such as 3, text or [1, 2], or a Python literal such as !python "(1, 2)"';

/** The Python literal at a place; empty after adding a fault. */
export function readLiteral(read: CaseReading, place: Place, subject?: string): string {
  try {
    return read.literalAt(place);
  } catch (error) {
    if (!(error instanceof NoPythonValue)) throw error;
    read.addFault(place, `${error.message}; ${literalAdvice}`, subject);
    return '';
  }
}

/** Adds a fault unless the text is the name of an exception, with a part of its message or without. */
export function checkRaises(read: CaseReading, place: Place, raises: string): void {
  if (/^[\p{L}_][\p{L}\p{N}_]*(?:: \S.*)?$/u.test(raises)) return;
  read.addFault(
    place,
    'must be an exception\'s name, such as ValueError, or in quotes "ValueError: a part of its message"',
  );
}

/** Adds a fault if an example is hidden. Whether it is an example. */
export function isExample(
  read: CaseReading,
  place: Place,
  { example, hidden }: Pick<WrittenCase, 'example' | 'hidden'>,
): boolean {
  if (example !== true) return false;
  if (hidden === true) {
    read.addFault(
      place,
      'does not go together with "hidden: true"; remove one of the two',
      '"example"',
    );
  }
  return true;
}

/** What all cases have. The default title of a hidden case must not reveal its content. */
export const common = (
  written: Pick<WrittenCase, 'title' | 'points' | 'hint' | 'hidden'>,
  number: number,
  title: string,
) => ({
  title: written.title ?? (written.hidden === true ? `Hidden case ${number}` : inOneLine(title)),
  points: written.points ?? null,
  hint: written.hint ?? null,
  hidden: written.hidden ?? false,
});

const maxTitle = 80;

export function inOneLine(text: string): string {
  const line = text.trim().split('\n').join(', ');
  return line.length <= maxTitle ? line : `${line.slice(0, maxTitle - 1)}…`;
}
