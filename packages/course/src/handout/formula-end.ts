import type { StateInline } from 'markdown-it';
import { backticksAt, endOfCodeSpan } from './code-spans.ts';

export type FormulaSign = '$' | '$$';

/** Whether the dollar sign at `at` can start a formula, by the text before and directly after it. */
export function mayStart(state: StateInline, at: number, sign: FormulaSign): boolean {
  const { src } = state;
  const next = src[at + sign.length] ?? ' ';
  if (isInCodeElement(state) || isInAddress(src, at)) return false;
  if (sign === '$$') return true;
  // "5$, 6$" and "20$/day" are prices, too.
  return !/\s/.test(next) && !(/\d/.test(src[at - 1] ?? '') && /[,.;:!?)\]/–-]/.test(next));
}

const codeElement = /^<(\/?)(?:code|pre|kbd|samp)\b/i;

/** Code that is written as HTML: `<code>$a$</code>`. */
function isInCodeElement({ tokens }: StateInline): boolean {
  let depth = 0;
  for (const { type, content } of tokens) {
    const found = type === 'html_inline' ? codeElement.exec(content) : null;
    if (found !== null) depth += found[1] === '' ? 1 : -1;
  }
  return depth > 0;
}

/** A bare address in the text. */
const isInAddress = (text: string, at: number): boolean =>
  /https?:\/\/\S*$/i.test(/\S*$/.exec(text.slice(Math.max(0, at - 300), at))?.[0] ?? '');

/**
 * The position of the sign that ends the formula starting at `first`; -1 if it is not a formula. Code
 * takes precedence, and so does what a formula would cut in two: a link, an address or a tag.
 */
export function endOfFormula(state: StateInline, first: number, sign: FormulaSign): number {
  const text = state.src.slice(0, state.posMax);
  const openBrackets: number[] = [];
  let at = first;
  while (at < text.length) {
    if (text.startsWith(sign, at)) {
      const ends = at > first && (sign === '$$' || mayEnd(text, at));
      return ends && !openBrackets.some((open) => isLinkAround(state, open, at)) ? at : -1;
    }
    switch (text.charAt(at)) {
      case '\\':
        at += 2;
        break;
      case '`':
        if (endOfCodeSpan(text, at) !== -1) return -1;
        at += backticksAt(text, at).length;
        break;
      case '<': {
        const tag = tagAt(text, at);
        if (codeElement.test(tag)) return -1;
        at += Math.max(1, tag.length);
        break;
      }
      case '[':
        openBrackets.push(at);
        at += 1;
        break;
      case ']': {
        const target = targetAt(text, at + 1);
        // The formula would start within the text of a link.
        if (
          openBrackets.pop() === undefined &&
          target !== '' &&
          text.lastIndexOf('[', first) !== -1
        )
          return -1;
        at += 1 + target.length;
        break;
      }
      default:
        at += 1;
    }
  }
  return -1;
}

const mayEnd = (text: string, at: number): boolean =>
  !/\s/.test(text[at - 1] ?? '') && !/\d/.test(text[at + 1] ?? '');

/** Whether the bracket starts the text of a link that continues after `at`. */
function isLinkAround(state: StateInline, bracket: number, at: number): boolean {
  const close = state.md.helpers.parseLinkLabel(state, bracket);
  return close > at && targetAt(state.src, close + 1) !== '';
}

const tagPattern = /<(?:[a-z][a-z0-9+.-]*:[^\s<>]*|\/?[a-z][\w-]*(?:"[^"]*"|'[^']*'|[^<>"'$])*)>/iy;
const tagAt = (text: string, at: number): string => matchAt(tagPattern, text, at);

/** The `(address "title")` of a link. */
const targetPattern =
  /\(\s*(?:<[^<>\n]*>|(?:[^\s()\\]|\\.|\((?:[^\s()\\]|\\.)*\))*)(?:\s+(?:"[^"]*"|'[^']*'|\([^()]*\)))?\s*\)/y;
const targetAt = (text: string, at: number): string => matchAt(targetPattern, text, at);

function matchAt(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? '';
}
