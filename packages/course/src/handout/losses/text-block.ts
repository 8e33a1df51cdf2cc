import type { Token } from 'markdown-it';
import { endOfCodeSpan } from '../code-spans.ts';

/** A paragraph, a heading or a cell of a table, and what stands in it as text. */
export interface TextBlock {
  /** As it is written, without what stands before each line of a list or a quote. */
  readonly source: string;
  /** The same, with `\ufffc` for all that is more than text, code and tags say, and NUL for escapes. */
  readonly text: string;
  /** Bold and italic parts: where the signs before and behind them stand. */
  readonly emphasised: readonly Emphasis[];
  readonly tokens: readonly Token[];
  /** Where it begins, counted from 1. */
  readonly line: number;
}

interface Emphasis {
  readonly sign: string;
  /** Of the sign before it. */
  readonly start: number;
  /** Of the sign behind it. */
  readonly end: number;
}

const fill = (by: string) => (text: string) => text.replace(/[^\n]/g, by);
const blank = fill('\ufffc');
const escaped = fill('\0');

const asItIs = (text: string): string => text;

/** The line of a position in `source`, which is the one in `text`. */
export const lineIn = ({ source, line }: TextBlock, position: number): number =>
  line + source.slice(0, position).split('\n').length - 1;

/** Of tokens whose escapes are not yet joined to the text around them. */
export function textBlocksOf(tokens: readonly Token[]): TextBlock[] {
  let rowLine = 1;
  return tokens.flatMap((token): TextBlock[] => {
    if (token.type === 'tr_open') rowLine = (token.map?.[0] ?? 0) + 1;
    if (token.type !== 'inline') return [];
    // The cells of a table do not say where they are.
    const line = token.map === null ? rowLine : token.map[0] + 1;
    return [{ ...readText(token.content, token.children ?? []), line }];
  });
}

function readText(source: string, tokens: readonly Token[]): Omit<TextBlock, 'line'> {
  const emphasised: Emphasis[] = [];
  const opened: { sign: string; start: number }[] = [];
  let text = '';
  /** Goes on to behind `part`, which is kept when it is text. */
  const pass = (part: string, put: (part: string) => string): number => {
    const start = Math.max(text.length, source.indexOf(part, text.length));
    text += blank(source.slice(text.length, start));
    text += put(part);
    return start;
  };
  for (const { type, content, markup } of tokens) {
    if (type === 'text') pass(content, asItIs);
    else if (/^(?:em|strong|s)_open$/.test(type)) {
      opened.push({ sign: markup, start: pass(markup, asItIs) });
    } else if (/^(?:em|strong|s)_close$/.test(type)) {
      const end = pass(markup, asItIs);
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
