import type { Token } from 'markdown-it';
import { isPythonName, isPlainName, nameOfLanguage } from '../languages.ts';
import type { Loss } from './loss.ts';
import { cutRows, tableAsText } from './table-losses.ts';
import { hidesText, percentMessage } from './text-losses.ts';

/** Losses in code blocks, lists, quotes and tables. */
export function findBlockLosses(tokens: readonly Token[], lines: readonly string[]): Loss[] {
  return tokens.flatMap((token, index): Loss[] => {
    if (token.map === null) return [];
    const [first, end] = token.map;
    const at = (message: string | null): Loss[] =>
      message === null ? [] : [{ line: first + 1, message }];
    switch (token.type) {
      case 'fence': {
        const last = end - 1 === first ? '' : (lines[end - 1] ?? '');
        return [...at(unclosedFence(token, last)), ...at(unknownLanguage(token))];
      }
      case 'formula':
        return hidesText(token.content) ? at(percentMessage('$$', token.content)) : [];
      case 'blockquote_open':
        return [
          ...at(promptAsQuote(lines[first] ?? '', tokens[index - 1]?.type)),
          ...at(alertBox(tokens[index + 2])),
        ];
      case 'bullet_list_open':
        return taskList(itemsOf(tokens.slice(index)));
      case 'ordered_list_open': {
        const items = itemsOf(tokens.slice(index));
        return [...taskList(items), ...otherNumbers(items)];
      }
      case 'heading_open':
        return at(underlined(token, tokens[index + 1]?.content ?? ''));
      case 'paragraph_open':
        return at(tableAsText(tokens[index + 1]?.content ?? ''));
      case 'table_open':
        return cutRows(tokens.slice(index), lines);
      default:
        return [];
    }
  });
}

function unclosedFence({ markup }: Token, last: string): string | null {
  const fence = /^[>\s]*(`{3,}|~{3,})\s*$/.exec(last)?.[1] ?? '';
  if (fence.startsWith(markup)) return null;
  return `starts a code block with ${markup} that is not closed, so everything after it is code; close it`;
}

/** Languages that other sites render as pictures or formulas. */
const drawn: Readonly<Record<string, string>> = {
  math: 'write the formula between lines of $$',
  mermaid: 'put a picture into media/ instead',
  plantuml: 'put a picture into media/ instead',
  graphviz: 'put a picture into media/ instead',
  geojson: 'put a picture into media/ instead',
};

function unknownLanguage({ info, markup }: Token): string | null {
  const name = nameOfLanguage(info);
  const written = `${markup}${info.trim()}`;
  const instead = drawn[name];
  if (instead !== undefined) return `shows the block ${written} as plain text; ${instead}`;
  if (info.trim().startsWith('{')) {
    return /\bpy(?:thon)?\b/i.test(info)
      ? `shows the block ${written} as plain text; write ${markup}python`
      : `shows the block ${written} as plain text; what is in braces is ignored`;
  }
  if (name === '' || isPythonName(name) || isPlainName(name)) return null;
  return `shows the block ${written} as plain text, because that language is not known here; write ${markup}python or ${markup}text`;
}

function promptAsQuote(line: string, before: string | undefined): string | null {
  // Only the outermost of nested quotes is reported.
  if (before === 'blockquote_open' || !/^[\s\d.)*+-]*>>>(?!>)/.test(line)) return null;
  return 'shows what starts with >>> as a quote within quotes; put the session between lines of ```';
}

/** `> [!NOTE]` */
function alertBox(inline: Token | undefined): string | null {
  const kind = /^\[!(note|tip|important|warning|caution)\]/i.exec(inline?.content ?? '')?.[1];
  if (kind === undefined) return null;
  return `shows [!${kind}] as text; write a word such as **Note** instead`;
}

interface Item {
  /** The text of its first paragraph. */
  readonly content: string;
  /** As it is written; '' if there is none. */
  readonly number: string;
  readonly line: number;
}

/** The items of the list at the start of the tokens. */
function itemsOf(tokens: readonly Token[]): Item[] {
  const [open] = tokens;
  const end = tokens.findIndex(({ level, nesting }, index) => {
    return index > 0 && level === open?.level && nesting === -1;
  });
  return tokens.slice(0, end).flatMap((token, index) => {
    if (token.type !== 'list_item_open' || token.level !== (open?.level ?? 0) + 1) return [];
    const content = tokens[index + 2]?.content ?? '';
    return [{ content, number: token.info, line: (token.map?.[0] ?? 0) + 1 }];
  });
}

/** `- [ ] text`; only the first such item of a list is reported. */
function taskList(items: readonly Item[]): Loss[] {
  const task = items.find(({ content }) => /^\[[ xX]\]\s/.test(content));
  if (task === undefined) return [];
  const message = `shows ${task.content.slice(0, 3)} as text, because lists have no checkboxes; leave them out`;
  return [{ line: task.line, message }];
}

/** `1.` and `3.` become 1 and 2. Items that all have the same number are meant to be counted. */
function otherNumbers(items: readonly Item[]): Loss[] {
  const first = Number(items[0]?.number);
  const index = items.findIndex(({ number }, at) => Number(number) !== first + at);
  const item = items[index];
  if (item === undefined || items.slice(1).every(({ number }) => Number(number) === first))
    return [];
  const message = `shows the number ${item.number} of this list as ${first + index}, because items are numbered from the first; write \\. to keep a number`;
  return [{ line: item.line, message }];
}

/** Text that becomes a heading because of a line of `---` below it. */
function underlined({ markup }: Token, content: string): string | null {
  if (markup.startsWith('#') || !/\n|[.:,;]$/.test(content)) return null;
  return `shows the text as a heading, because of the line of ${markup.repeat(3)} right below it; leave an empty line between them`;
}
