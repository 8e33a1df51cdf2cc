import type { Token } from 'markdown-it';
import { endOfCodeSpan } from '../code-spans.ts';

/** A paragraph, a heading or a cell of a table, and its text. */
export interface TextBlock {
  /** As it is written, without the markers in front of the lines of a list or quote. */
  readonly source: string;
  /** The same, with `\ufffc` for everything that is not text, and NUL for escapes. */
  readonly text: string;
  /** Bold and italic parts: the positions of the signs before and after them. */
  readonly emphasised: readonly Emphasis[];
  readonly tokens: readonly Token[];
  /** The line where it starts, from 1. */
  readonly line: number;
}

interface Emphasis {
  readonly sign: string;
  /** The position of the sign before it. */
  readonly start: number;
  /** The position of the sign after it. */
  readonly end: number;
}

const fill = (by: string) => (text: string) => text.replace(/[^\n]/g, by);
const blank = fill('\ufffc');
const escaped = fill('\0');

const unchanged = (text: string): string => text;

/** The line of a position in `source`, which has the same positions as `text`. */
export const lineIn = ({ source, line }: TextBlock, position: number): number =>
  line + source.slice(0, position).split('\n').length - 1;

/** The text blocks of tokens whose escapes are not yet joined to the text around them. */
export function textBlocksOf(tokens: readonly Token[]): TextBlock[] {
  let rowLine = 1;
  return tokens.flatMap((token): TextBlock[] => {
    if (token.type === 'tr_open') rowLine = (token.map?.[0] ?? 0) + 1;
    if (token.type !== 'inline') return [];
    // The cells of a table have no line of their own.
    const line = token.map === null ? rowLine : token.map[0] + 1;
    return [{ ...readText(token.content, token.children ?? []), line }];
  });
}

function readText(source: string, tokens: readonly Token[]): Omit<TextBlock, 'line'> {
  const emphasised: Emphasis[] = [];
  const opened: { sign: string; start: number }[] = [];
  let text = '';
  /** Advances past `part`, which `put` may replace. Returns its position. */
  const pass = (part: string, put: (part: string) => string): number => {
    const start = Math.max(text.length, source.indexOf(part, text.length));
    text += blank(source.slice(text.length, start));
    text += put(part);
    return start;
  };
  for (const { type, content, markup } of tokens) {
    if (type === 'text') pass(content, unchanged);
    else if (/^(?:em|strong|s)_open$/.test(type)) {
      opened.push({ sign: markup, start: pass(markup, unchanged) });
    } else if (/^(?:em|strong|s)_close$/.test(type)) {
      const end = pass(markup, unchanged);
      const last = opened.pop();
      if (last !== undefined) emphasised.push({ ...last, end });
    } else if (type === 'code_inline') {
      const start = source.indexOf(markup, text.length);
      pass(source.slice(start, endOfCodeSpan(source, start)), blank);
    } else if (type === 'formula') pass(markup + content + markup, blank);
    else if (type === 'html_inline') pass(content, blank);
    else if (type === 'text_special') pass(markup, escaped);
  }
  text += blank(source.slice(text.length));
  return { source, text, emphasised, tokens };
}
