import { quoted } from './quoted.ts';
import { startsOddly, textual, valueMistake, withoutColon } from './value-mistakes.ts';
import { writtenLines, type Mistake } from './written-lines.ts';

export interface Swallowed extends Mistake {
  /** Whether it is almost certainly not intended. */
  readonly isMistake: boolean;
}

/** Where YAML silently reads a part of a text as something else. */
export function findSwallowed(text: string, knownKeys: ReadonlySet<string>): Swallowed[] {
  let isInHints = false;
  return writtenLines(text, knownKeys).flatMap((line): Swallowed[] => {
    const { key, head, value, comment, number } = line;
    if (key !== null) isInHints = key === 'hints';
    const mistake =
      /^[&!]/.test(value) && startsOddly(value, text)
        ? valueMistake(line, { text, next: undefined })
        : // An entry in a list of cases; a hint may be such a text.
          line.lead === '- '
          ? withoutColon(line, knownKeys)
          : null;
    if (mistake !== null) return [{ ...mistake, isMistake: true }];
    const isText = key === null ? isInHints : textual.has(key);
    if (!isText || !/^\s*#/.test(comment) || /^["'|>]/.test(value)) return [];
    const isMistake = value === '' || /#\S/.test(comment);
    if (!isMistake && /^\s{2}/.test(comment)) return [];
    const whole = quoted(`${value}${comment}`.trim());
    const shown = `${head === '' ? '- ' : head}${whole}`;
    const message = `what follows "#" is a comment, not part of the text; put the text in quotes, ${shown}, or the comment on a separate line`;
    return [{ line: number, message, isMistake, meant: `${line.lead}${head}${whole}` }];
  });
}
