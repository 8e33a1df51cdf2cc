/*
 * Formulas in Markdown.
 *
 *   $…$    within a paragraph. There is no space after the first sign or before the last, and no
 *          digit after the last, so "$5 and $6" is not a formula.
 *   $$…$$  on separate lines, which start and end with the sign; or within text.
 *
 * `\$` is a dollar sign, also within a formula. Code contains no formulas, and no formula spans
 * code: formula-end.ts.
 */
import type { MarkdownIt, StateBlock, StateInline } from 'markdown-it';
import { endOfFormula, mayStart, type FormulaSign } from './formula-end.ts';

export interface WrittenFormula {
  readonly tex: string;
  readonly sign: FormulaSign;
  /** The line where it starts, from 1; null within text. */
  readonly line: number | null;
  /** False if its end is missing; `tex` then continues to the end of the surrounding block. */
  readonly closed: boolean;
}

/** Renders each formula by `render`; `env` is the one that markdown-it was called with. */
export function addFormulas(
  md: MarkdownIt,
  render: (formula: WrittenFormula, env: unknown) => string,
): void {
  md.inline.ruler.after('escape', 'formula', readInline);
  md.block.ruler.before('fence', 'formula', readBlock, {
    alt: ['paragraph', 'reference', 'blockquote', 'list'],
  });
  md.renderer.rules['formula'] = (tokens, index, _options, env) => {
    const token = tokens[index];
    if (token === undefined) return '';
    const html = render(
      {
        tex: token.content,
        sign: token.markup === '$' ? '$' : '$$',
        line: token.map === null ? null : token.map[0] + 1,
        closed: token.info !== 'open',
      },
      env,
    );
    return token.block ? `<p>${html}</p>\n` : html;
  };
}

function readInline(state: StateInline, silent: boolean): boolean {
  const { src, pos } = state;
  if (src[pos] !== '$') return false;
  const sign = src[pos + 1] === '$' ? '$$' : '$';
  const first = pos + sign.length;
  const end = mayStart(state, pos, sign) ? endOfFormula(state, first, sign) : -1;
  if (end === -1) return false;
  if (!silent) {
    const token = state.push('formula', '', 0);
    token.content = src.slice(first, end);
    token.markup = sign;
  }
  state.pos = end + sign.length;
  return true;
}

const fence = /^(?:`{3}|~{3})/;

function readBlock(
  state: StateBlock,
  startLine: number,
  endLine: number,
  silent: boolean,
): boolean {
  const lineOf = (line: number): string =>
    state.src.slice((state.bMarks[line] ?? 0) + (state.tShift[line] ?? 0), state.eMarks[line]);
  if ((state.sCount[startLine] ?? 0) - state.blkIndent >= 4) return false;
  const opening = lineOf(startLine);
  if (!opening.startsWith('$$')) return false;
  const lines: string[] = [];
  let closed = false;
  let next = startLine;
  while (next < endLine && !closed) {
    const outside = (state.sCount[next] ?? 0) < state.blkIndent && !state.isEmpty(next);
    const text = next === startLine ? opening.slice(2) : lineOf(next);
    if (outside || fence.test(text)) break;
    const end = endOnLine(text);
    const alone = text.trimEnd() === '$$' && next > startLine;
    closed = alone || (end !== -1 && text.slice(end + 2).trim() === '');
    // Text follows on the line of the opening sign, so the formula is within a paragraph.
    if (!closed && end !== -1) return false;
    lines.push(closed ? text.slice(0, text.lastIndexOf('$$')) : text);
    next += 1;
  }
  if (silent) return true;
  const token = state.push('formula', '', 0);
  token.block = true;
  token.info = closed ? '' : 'open';
  token.markup = '$$';
  token.content = lines.join('\n').trim();
  token.map = [startLine, next];
  state.line = next;
  return true;
}

/** Where `$$` ends a formula on its line; -1 if it does not. At the beginning of the line it ends none. */
function endOnLine(text: string): number {
  const found = /^(?:\\[^]|[^\\$]|\$(?!\$))+(?=\$\$)/.exec(text)?.[0];
  return found === undefined ? -1 : found.length;
}
