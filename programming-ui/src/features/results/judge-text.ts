export interface JudgeText {
  /** What went wrong and what to do, such as ``Line 2: `helo` is not defined. …``. */
  readonly sentence: string;
  /** What follows: Python's own words, the line with its caret, the way there, what was printed;
   * '' for nothing. */
  readonly rest: string;
  /** The line of the student's file, from 1; null when not told. */
  readonly line: number | null;
}

/** Reads what the judge says of an error: a sentence, an empty line, the place. */
export function readJudgeText(text: string): JudgeText {
  const [sentence = '', ...rest] = text.trimEnd().split('\n\n');
  const line = /^Line (\d+): /m.exec(sentence)?.[1];
  return {
    sentence,
    rest: rest.join('\n\n'),
    line: line === undefined ? null : Number(line),
  };
}
