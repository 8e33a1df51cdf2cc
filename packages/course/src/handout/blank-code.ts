import type { Token } from 'markdown-it';
import { blankCodeSpans } from './code-spans.ts';

/** The Markdown with its code replaced by blanks, so that line numbers stay the same. */
export function blankCode(markdown: string, tokens: readonly Token[]): string {
  const lines = markdown.split('\n');
  for (const { type, map } of tokens) {
    if (map === null) continue;
    const [first, end] = map;
    if (type === 'fence' || type === 'code_block') {
      for (let line = first; line < end; line += 1) lines[line] = '';
    } else if (type === 'inline' || type === 'tr_open') {
      const text = blankCodeSpans(lines.slice(first, end).join('\n'));
      lines.splice(first, end - first, ...text.split('\n'));
    }
  }
  return lines.join('\n');
}
