import type { TestResult } from '@touchstone/contracts';
import type { ErrorPlace } from './error-place.ts';
import { readTestMessage } from './judge-text.ts';

/** What a student reads about a test that did not pass, in reading order. */
export interface Finding {
  /** The judge's sentence about the program; '' for none. */
  readonly headline: string;
  /** Its further paragraphs. */
  readonly more: readonly string[];
  /** The teacher's own words; null if there are none, or if they are all there is. */
  readonly teacher: string | null;
  readonly place: ErrorPlace | null;
}

/** Reads the message of a test whose values, if it has both, are shown beside it. */
export function readFinding(
  test: Pick<TestResult, 'message' | 'teacherMessage' | 'expected' | 'actual'>,
): Finding {
  const { teacher, rest } = splitTeacher(test);
  const { paragraphs, place } = readTestMessage(rest);
  const [headline = '', ...more] = paragraphs;
  const valuesShown = test.expected !== null && test.actual !== null;
  return { headline: valuesShown ? withoutSides(headline) : headline, more, teacher, place };
}

function splitTeacher({ message, teacherMessage }: Pick<TestResult, 'message' | 'teacherMessage'>) {
  const text = message ?? '';
  const words = `${teacherMessage ?? ''}\n\n`;
  const at = teacherMessage === undefined ? -1 : text.indexOf(words);
  // A long message may have been cut within the teacher's words.
  if (teacherMessage === undefined || at === -1) return { teacher: null, rest: text };
  const rest = text.slice(0, at) + text.slice(at + words.length);
  return { teacher: teacherMessage.trim(), rest };
}

/** Without ``Expected: `a` Yours: `b` (· is a space)``, which repeats the values. */
const withoutSides = (sentence: string): string =>
  sentence.replace(/ Expected: `[^`]*` Yours: `[^`]*`(?: \([^()]*\))?/, '');
