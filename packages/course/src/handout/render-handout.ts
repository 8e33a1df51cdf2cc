import createMarkdownIt, { type MarkdownIt } from 'markdown-it';
import { formatBytes, sizes } from '../sizes.ts';
import { collectFormulas, type Formulas } from './formulas.ts';
import { addFormulas } from './formula-syntax.ts';
import { blankCode } from './blank-code.ts';
import { highlightCode } from './highlight.ts';
import { findLosses, type ReadMarkdown } from './losses/find-losses.ts';
import { createPlaces, decoded, written, writtenTag } from './places.ts';
import { sanitise } from './sanitise.ts';

export interface RenderedHandout {
  readonly html: string;
  readonly faults: readonly Remark[];
  /** What is shown differently than it is written, or not at all. */
  readonly warnings: readonly Remark[];
}

interface Remark {
  readonly message: string;
  readonly line?: number | undefined;
}

/**
 * Renders a handout's Markdown as sanitised HTML with its pictures inlined. `images` maps the path of
 * each picture, such as `media/tree.png`, to its `data:` URI. The topmost heading becomes `h2`, because
 * the page's `h1` is the assignment's title. Formulas become MathML. What is removed for safety is a
 * fault; what Markdown itself loses is a warning.
 */
export function renderHandout(
  markdown: string,
  images: ReadonlyMap<string, string>,
): RenderedHandout {
  const faults: Remark[] = [];
  const read = readMarkdown(markdown);
  const warnings: Remark[] = findLosses(read);
  const places = createPlaces(markdown, read.withoutCode);
  const addFault = (pattern: RegExp, message: string) =>
    faults.push({ message, line: places.next(pattern) });
  const formulas = collectFormulas(({ source, line, message }) => {
    if (line === null) addFault(written(source), message);
    else faults.push({ message, line });
  });
  const markup = sanitise(renderMarkdown(markdown, formulas), {
    imageUri(source) {
      const uri = images.get(decoded(source)) ?? null;
      if (uri === null)
        addFault(written(source), `shows the picture "${source}", ${describeImage(source)}`);
      return uri;
    },
    allowsLink(target) {
      if (/^(?:https?:\/\/|mailto:)/i.test(target)) return true;
      addFault(
        written(target),
        `links to "${target}"; links must start with https://, http:// or mailto:`,
      );
      return false;
    },
    onRemoved: (tag) =>
      addFault(
        writtenTag(tag),
        `contains the tag <${tag}>, which handouts do not show; remove it, or write it in backticks`,
      ),
    onRemovedAttribute(tag, name) {
      const message = `contains <${tag} ${name}=…>, but handouts leave out ${name}; remove it`;
      warnings.push({ message, line: places.next(writtenTag(tag, name)) });
    },
  });
  const html = formulas.putInto(markup);
  const bytes = Buffer.byteLength(html);
  if (bytes > sizes.maxHandoutHtmlBytes) {
    const limit = formatBytes(sizes.maxHandoutHtmlBytes);
    faults.push({
      message: `is ${formatBytes(bytes)} with its pictures, but at most ${limit} is allowed; make them smaller`,
    });
  }
  return { html, faults, warnings: inOrder(warnings) };
}

/** By line, without duplicates. */
function inOrder(remarks: readonly Remark[]): Remark[] {
  const distinct = new Map(remarks.map((remark) => [JSON.stringify(remark), remark]));
  return [...distinct.values()].sort((one, other) => (one.line ?? 0) - (other.line ?? 0));
}

function describeImage(source: string): string {
  return source.startsWith('media/')
    ? 'which is missing or broken; put it there'
    : 'which is not in media/; put it there and write "media/NAME"';
}

const markdownIt = createMarkdown();
const renderMarkdown = (markdown: string, formulas: Formulas): string =>
  markdownIt.render(markdown, { formulas });

/** A parser that does not join escapes to the text around them. */
const reader = createMarkdown();
reader.core.ruler.disable(['text_join', 'headings-below-the-title']);

function readMarkdown(markdown: string): ReadMarkdown {
  const env: NonNullable<Parameters<typeof reader.parse>[1]> = {};
  const tokens = reader.parse(markdown, env);
  const withoutCode = blankCode(markdown, tokens);
  return { markdown, withoutCode, tokens, labels: Object.keys(env.references ?? {}) };
}

function createMarkdown(): MarkdownIt {
  const md = new createMarkdownIt({ html: true, linkify: false, typographer: false });
  const code = (content: string, info: string) =>
    highlightCode(content, info, (text) => md.utils.escapeHtml(text));
  md.renderer.rules.fence = (tokens, index) => {
    const token = tokens[index];
    return token === undefined ? '' : code(token.content, token.info);
  };
  md.renderer.rules.code_block = (tokens, index) => code(tokens[index]?.content ?? '', '');
  addFormulas(md, (formula, env) => (env as { formulas: Formulas }).formulas.add(formula));
  // A wide table scrolls inside this box, also by keyboard.
  md.renderer.rules.table_open = () => '<div class="table-scroll" tabindex="0">\n<table>\n';
  md.renderer.rules.table_close = () => '</table>\n</div>\n';
  md.core.ruler.push('headings-below-the-title', ({ tokens }) => {
    const headings = tokens.filter(({ type }) => /^heading_(?:open|close)$/.test(type));
    const levels = headings.map(({ tag }) => Number(tag.slice(1)));
    const shift = 2 - Math.min(...levels);
    for (const [index, heading] of headings.entries()) {
      heading.tag = `h${Math.min(6, (levels[index] ?? 2) + shift)}`;
    }
  });
  return md;
}
