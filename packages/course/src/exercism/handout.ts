import createMarkdownIt, { type Token } from 'markdown-it';
import { convertInline, type LinkTargets } from './inline.ts';

const parser = new createMarkdownIt({ html: true });

/**
 * Converts Exercism's Markdown to our handouts' format. Admonitions become quotes, pictures on the web
 * become links, links within Exercism get their full address, and links that only work on Exercism's
 * pages become plain text. Dollar signs are escaped, so that they start no formula. Code, in blocks and
 * within a line, stays unchanged.
 */
export function convertMarkdown(markdown: string): string {
  const env: NonNullable<Parameters<typeof parser.parse>[1]> = {};
  const tokens = parser.parse(markdown, env);
  return convertLines(markdown, tokens, (label) => {
    return env.references?.[parser.utils.normalizeReference(label)]?.href;
  });
}

function convertLines(markdown: string, tokens: readonly Token[], targets: LinkTargets): string {
  const lines = markdown.split('\n');
  const output: string[] = [];
  let next = 0;
  for (const block of blocksOf(tokens)) {
    if (block.first < next) continue;
    // A line outside of all blocks is blank, or defines the address of a link.
    output.push(...lines.slice(next, block.first).map(completeReference));
    output.push(...convertBlock(lines.slice(block.first, block.end), block, targets));
    next = block.end;
  }
  output.push(...lines.slice(next).map(completeReference));
  return output.join('\n');
}

interface Block {
  readonly kind: 'code' | 'admonition' | 'html' | 'dropped' | 'text';
  readonly first: number;
  /** The line after the last. */
  readonly end: number;
  readonly info: string;
}

/** Headings that only name the file that the text is from. */
const fileHeading = /^(?:Introduction|Instructions? append|Introduction append)$/i;

function blocksOf(tokens: readonly Token[]): Block[] {
  return tokens.flatMap((token, index): Block[] => {
    const { type, map, content, info } = token;
    if (map === null) return [];
    const [first, end] = map;
    const at = { first, end, info: info.trim() };
    switch (type) {
      case 'fence':
        return [{ ...at, kind: at.info.startsWith('exercism/') ? 'admonition' : 'code' }];
      case 'code_block':
        return [{ ...at, kind: 'code' }];
      case 'html_block':
        return [{ ...at, kind: 'html' }];
      // Code within a line ends with its cell, so rows are converted separately.
      case 'tr_open':
      case 'thead_open':
        return [{ ...at, kind: 'text' }];
      case 'inline': {
        const opening = tokens[index - 1];
        const isDropped =
          opening?.tag === 'h1' && opening.markup === '#' && fileHeading.test(content.trim());
        return [{ ...at, kind: isDropped ? 'dropped' : 'text' }];
      }
      default:
        return [];
    }
  });
}

function convertBlock(lines: readonly string[], block: Block, targets: LinkTargets): string[] {
  switch (block.kind) {
    case 'code':
      return [...lines];
    case 'dropped':
      return [''];
    case 'admonition':
      return convertAdmonition(lines, block.info);
    case 'html':
      return [
        lines
          .join('\n')
          .replace(/<!--[^]*?-->/g, '')
          .replace(/<img\b[^>]*>/gi, ''),
      ];
    case 'text':
      return [convertInline(lines.join('\n'), targets)];
  }
}

/** `~~~~exercism/note` … `~~~~` as a quote that starts with "Note". */
function convertAdmonition(lines: readonly string[], info: string): string[] {
  const kind = info.slice('exercism/'.length);
  const title = kind.charAt(0).toUpperCase() + kind.slice(1);
  // In a list or quote, each line has a marker or spaces in front.
  const lead = /^[^`~]*/.exec(lines[0] ?? '')?.[0] ?? '';
  const leadBelow = lead.replace(/[^>\s]/g, ' ');
  const below = lines.slice(1);
  const isEnded = /^[>\s]*(?:`{3,}|~{3,})\s*$/.test(below.at(-1) ?? '');
  const inner = (isEnded ? below.slice(0, -1) : below).map((line) =>
    line.startsWith(leadBelow) ? line.slice(leadBelow.length) : line.trimStart(),
  );
  const quote = [`> **${title}**`, '>'].concat(
    convertMarkdown(inner.join('\n'))
      .split('\n')
      .map((line) => `> ${line}`),
  );
  const quoted = quote.map((line, index) => `${index === 0 ? lead : leadBelow}${line}`.trimEnd());
  return lead.trim() === '' ? ['', ...quoted, ''] : quoted;
}

/** `[name]: /tracks/python`: an address within Exercism. */
const completeReference = (line: string): string =>
  line.replace(/^(\s*\[[^\]]+\]:\s*<?)(\/\S+)/, '$1https://exercism.org$2');
