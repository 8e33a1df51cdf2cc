import { linesOf } from './code-lines.ts';
import { textsOf } from './python-text.ts';

/** The first group is the indentation, as of an example in a docstring. */
const prompt = /^([ \t\u00a0]*)>>>[ \u00a0]?/;
const continuation = /^\.\.\.(?:[ \u00a0]|(?=\r?\n?$))/;
/** How the interactive interpreter introduces itself. */
const banner = /^Python \d/;
const opensBlock = /:\s*(?:#.*)?$/;

export interface SessionCode {
  readonly code: string;
  /** Some lines had the prompt `...`. */
  readonly continued: boolean;
  /** How many lines were taken for output. */
  readonly leftOut: number;
}

/**
 * What was typed in a copied session of the interactive interpreter; null if the text is none. Lines behind a prompt
 * that have none are output, except those that IDLE indents below a line that ends in a colon. Lines before the
 * first prompt stay, unless the interpreter introduces itself in them.
 */
export function withoutPrompts(pasted: string): SessionCode | null {
  const lines = linesOf(pasted);
  const first = firstPrompt(pasted, lines);
  if (first === -1) return null;
  const typed: string[] = [];
  let leftOut = 0;
  let continued = false;
  let indent = '';
  let inBlock = false;
  /** The line before was typed. */
  let typing = !banner.test(pasted);
  for (const [index, line] of lines.entries()) {
    const prompted = index < first ? null : prompt.exec(line);
    const rest = line.startsWith(indent) ? line.slice(indent.length) : '';
    if (prompted !== null) {
      const code = line.slice(prompted[0].length);
      if (code.trim() !== '') typed.push(code);
      indent = prompted[1] ?? '';
      inBlock = opensBlock.test(code);
      typing = true;
    } else if (typing && continuation.test(rest)) {
      typed.push(rest.replace(continuation, ''));
      continued = true;
    } else if (typing && (index < first || (inBlock && /^\s+\S/.test(line)))) {
      typed.push(line);
    } else {
      typing = false;
      if (line.trim() !== '') leftOut++;
    }
  }
  const code = typed.join('');
  return { code: pasted.endsWith('\n') ? code : code.replace(/\r?\n$/, ''), continued, leftOut };
}

/** The index of the first line with `>>>` that is no example in a docstring; -1 without one. */
function firstPrompt(pasted: string, lines: readonly string[]): number {
  const texts = textsOf(pasted);
  let from = 0;
  for (const [index, line] of lines.entries()) {
    const start = from;
    if (prompt.test(line) && !texts.some((text) => text.from < start && start < text.to)) {
      return index;
    }
    from += line.length;
  }
  return -1;
}
