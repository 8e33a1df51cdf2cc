import type { Token } from 'markdown-it';
import { isShownTag } from '../sanitise.ts';
import type { Loss } from './loss.ts';
import type { TextBlock } from './text-block.ts';

/** Losses in HTML: tags without their partner, declarations, Markdown that is not read. */
export function findHtmlLosses(tokens: readonly Token[], blocks: readonly TextBlock[]): Loss[] {
  const losses: Loss[] = [];
  const pairs = new TagPairs(losses);
  let block = 0;
  for (const { type, content, map } of tokens) {
    if (type === 'html_block') {
      const line = (map?.[0] ?? 0) + 1;
      losses.push(...findUnread(content, line));
      readHtml(content, line, pairs, losses);
    } else if (type === 'inline') {
      const text = blocks[block++];
      if (text !== undefined) readInlineHtml(text, pairs, losses);
    }
  }
  pairs.end();
  return losses;
}

function readInlineHtml(
  { source, tokens, line }: TextBlock,
  pairs: TagPairs,
  losses: Loss[],
): void {
  let at = 0;
  const outer = pairs.depth;
  for (const { type, content } of tokens) {
    if (type !== 'html_inline') continue;
    at = Math.max(at, source.indexOf(content, at));
    readHtml(content, line + source.slice(0, at).split('\n').length - 1, pairs, losses);
    at += content.length;
  }
  pairs.end(outer);
}

const pieces =
  /<!--(?:>|->|[^]*?-->)|(<!--)[^]*|(<\?|<![A-Z[])[^>]*>?|<(script|style)\b[^]*?(?:<\/\3\s*>|$)|<(\/?)([a-z][\w-]*)((?:"[^"]*"|'[^']*'|[^<>"'])*)>/gi;

function readHtml(html: string, firstLine: number, pairs: TagPairs, losses: Loss[]): void {
  for (const match of html.matchAll(pieces)) {
    const [whole, unclosed, declaration, , slash, name] = match;
    const line = firstLine + html.slice(0, match.index).split('\n').length - 1;
    if (unclosed !== undefined) {
      const message =
        'starts a comment with <!-- that is not closed, so nothing after it is shown; close it';
      losses.push({ line, message });
    } else if (declaration !== undefined) {
      const message = `contains ${whole.replace(/\s+/g, ' ')}, which handouts do not show; remove it, or write it in backticks`;
      losses.push({ line, message });
    } else if (name !== undefined) {
      const tag = name.toLowerCase();
      // The sanitiser reports all others.
      if (!isShownTag(tag)) continue;
      if (slash === '') pairs.open(tag, line);
      else pairs.close(tag, line);
    }
  }
}

/** Tags that need no closing tag in HTML. */
const alone = new Set('br dd dt hr img li p tbody td tfoot th thead tr'.split(' '));

class TagPairs {
  readonly #losses: Loss[];
  readonly #open: { tag: string; line: number }[] = [];

  constructor(losses: Loss[]) {
    this.#losses = losses;
  }

  get depth(): number {
    return this.#open.length;
  }

  open(tag: string, line: number): void {
    if (!alone.has(tag)) this.#open.push({ tag, line });
  }

  close(tag: string, line: number): void {
    if (alone.has(tag)) return;
    const at = this.#open.findLastIndex((open) => open.tag === tag);
    if (at === -1) {
      const message = `contains </${tag}> without a <${tag}> before it; remove it, or write it in backticks`;
      this.#losses.push({ line, message });
      return;
    }
    this.end(at + 1);
    this.#open.length = at;
  }

  /** Reports the tags that are open beyond this depth. */
  end(depth = 0): void {
    for (const { tag, line } of this.#open.splice(depth)) {
      const message = `contains <${tag}>, which is not closed; add </${tag}>, or write it in backticks`;
      this.#losses.push({ line, message });
    }
  }
}

/** Markdown between tags, which is only read after an empty line. */
function findUnread(html: string, firstLine: number): Loss[] {
  const shown = html.replace(
    /<!--[^]*?(?:-->|$)|<(pre|code|script|style|kbd|samp)\b[^]*?(?:<\/\1\s*>|$)/gi,
    (hidden) => hidden.replace(/[^\n]/g, ' '),
  );
  const found =
    /^[ \t]*(?:```|~~~)[^\n]*|`[^`\n]+`|\*\*[^\s*][^*\n]*\*\*|\[[^\]\n]+\]\((?:https?:|media\/)[^)\n]*\)/m.exec(
      shown,
    );
  if (found === null) return [];
  const line = firstLine + shown.slice(0, found.index).split('\n').length - 1;
  const message = `shows ${found[0].trim()} unchanged, because Markdown is not read directly below a tag; leave an empty line between them`;
  return [{ line, message }];
}
