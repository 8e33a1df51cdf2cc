import { isPythonName } from '../languages.ts';
import type { Loss } from './loss.ts';
import { specialNames } from './special-names.ts';
import { lineIn, type TextBlock } from './text-block.ts';

/** Losses within a paragraph. */
export const findTextLosses = (block: TextBlock): Loss[] =>
  [
    ...findBrokenLinks(block),
    ...findEatenNames(block),
    ...findEatenStars(block),
    ...findOtherFormulas(block),
    ...findFencesInText(block),
    ...findPercentSigns(block),
  ].map(({ position, message }) => ({ line: lineIn(block, position), message }));

interface Found {
  readonly position: number;
  readonly message: string;
}

const asWritten = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** Pictures and links that Markdown does not recognise. */
function findBrokenLinks({ source, text }: TextBlock): Found[] {
  const found: Found[] = [];
  for (const match of text.matchAll(/(!?)\[[^[\]]*\](?:\(([^()]*)\)|\[[^[\]]+\])/g)) {
    const [whole, sign, target] = match;
    const position = match.index;
    if (sign === '' && !(target !== undefined && isAddress(target))) continue;
    const written = asWritten(source.slice(position, position + whole.length));
    const kind = sign === '' ? 'link' : 'picture';
    found.push({
      position,
      message: `shows ${written} as text: it is not a ${kind}${why(target)}`,
    });
  }
  return found;
}

/** Whether a link's target looks like an address, unlike that of the call `f[0](x, y)`. */
const isAddress = (target: string): boolean =>
  /^\s*<?(?:[a-z][a-z0-9+.-]*:\S|media\/|\.{0,2}\/)/i.test(target);

function why(target: string | undefined): string {
  if (target === undefined) return ', because it has no address; write ![text](media/NAME)';
  if (/\s/.test(target.trim())) {
    return ', because of the space in its address; write <…> around it, or %20 for the space';
  }
  return '; links must start with https://, http:// or mailto:, and pictures with media/';
}

/** `__init__` as bold text. */
function findEatenNames({ source, emphasised }: TextBlock): Found[] {
  return emphasised.flatMap(({ sign, start, end }): Found[] => {
    const name = source.slice(start + sign.length, end);
    if (sign !== '__' || !specialNames.has(name)) return [];
    const message = `shows __${name}__ as bold "${name}"; write it in backticks`;
    return [{ position: start, message }];
  });
}

/** `2*3*4` and `x**2 + y**2`, whose stars became italics or bold. */
function findEatenStars({ source, emphasised }: TextBlock): Found[] {
  return emphasised.flatMap(({ sign, start, end }): Found[] => {
    const before = /[\w)\]]+$/.exec(source.slice(0, start))?.[0];
    const after = /^[\w([]+/.exec(source.slice(end + sign.length))?.[0];
    if (!sign.startsWith('*') || before === undefined || after === undefined) return [];
    const inner = source.slice(start, end + sign.length);
    const written = asWritten(before + inner + after);
    const style = sign === '*' ? 'italic' : 'bold';
    const message = `shows ${written} without its stars, partly ${style}; write it in backticks, or \\* for a star`;
    return [{ position: start, message }];
  });
}

/** Formulas in other notations: `\(x\)`, `\[x\]`, and GitHub's dollar signs around code. */
function findOtherFormulas({ source, text }: TextBlock): Found[] {
  const found: Found[] = [];
  for (const match of source.matchAll(/(?<!\\)\\(?:\((.+?)\\\)|\[(.+?)\\\])/gs)) {
    const [whole, inline, large = ''] = match;
    const tex = asWritten(inline ?? large);
    const isEscape = text.charAt(match.index) === '\0';
    if (!isEscape || !(inline === undefined ? isLargeTex : isTex).test(tex)) continue;
    const sign = inline === undefined ? '$$' : '$';
    const message = `shows ${asWritten(whole)} without its backslashes, and not as a formula; write ${sign}${tex}${sign}`;
    found.push({ position: match.index, message });
  }
  for (const match of source.matchAll(/(?<![\\`$\w])\$`([^`\n]+)`\$(?!\w)/g)) {
    const [whole, inner = ''] = match;
    if (text.charAt(match.index) !== '$') continue;
    const message = `shows ${whole} as code between dollar signs; write $${inner}$ for a formula`;
    found.push({ position: match.index, message });
  }
  return found;
}

/** Brackets and parentheses may also be escaped for other reasons. */
const isLargeTex = /\\[a-z]|\^/i;
const isTex = /\\[a-z]|[\^=+<>]|^\w$|\b\w_(?:\w\b|\{)/i;

/** A code block on a single line. */
function findFencesInText({ source, tokens }: TextBlock): Found[] {
  return tokens.flatMap(({ type, content, markup }): Found[] => {
    const language = /^[\w+-]+(?= )/.exec(content)?.[0] ?? '';
    if (type !== 'code_inline' || markup.length < 3 || !isPythonName(language)) return [];
    const position = Math.max(0, source.indexOf(markup + content));
    const message = `shows ${markup}${language} within the text, with the word ${language} as code; put ${markup} on separate lines`;
    return [{ position, message }];
  });
}

/** Formulas that TeX cuts off at a percent sign. */
function findPercentSigns({ source, tokens }: TextBlock): Found[] {
  return tokens.flatMap(({ type, content, markup }): Found[] => {
    if (type !== 'formula' || !hidesText(content)) return [];
    const position = Math.max(0, source.indexOf(markup + content));
    return [{ position, message: percentMessage(markup, content) }];
  });
}

/** In TeX, a percent sign starts a comment. */
export const hidesText = (tex: string): boolean => /(?<!\\)(?:\\\\)*%[^\n]*\S/.test(tex);

export const percentMessage = (sign: string, tex: string): string =>
  `contains the formula ${sign}${asWritten(tex)}${sign}, in which TeX ignores everything after the %; write \\%`;
