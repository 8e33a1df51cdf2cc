import type { Token } from 'markdown-it';
import { isPythonName, isPlainName, nameOfLanguage } from '../languages.ts';
import type { Loss } from './loss.ts';
import { hidesText, percentMessage } from './text-losses.ts';

/** What is lost of code blocks, lists, quotes and tables. */
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
      case 'ordered_list_open':
        return taskList(tokens.slice(index));
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
  return `begins a code block with ${markup} that no ${markup} ends, so all that follows is code; end it`;
}

/** Names for which others draw pictures or formulas. */
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
      : `shows the block ${written} as plain text; what stands in braces is not heeded`;
  }
  if (name === '' || isPythonName(name) || isPlainName(name)) return null;
  return `shows the block ${written} as plain text, since that is no language known here; write ${markup}python or ${markup}text`;
}

function promptAsQuote(line: string, before: string | undefined): string | null {
  // The outermost of the nested quotes tells.
  if (before === 'blockquote_open' || !/^[\s\d.)*+-]*>>>(?!>)/.test(line)) return null;
  return 'makes a quote in a quote of what begins with >>>; put the session between lines of ```';
}

/** `> [!NOTE]` */
function alertBox(inline: Token | undefined): string | null {
  const kind = /^\[!(note|tip|important|warning|caution)\]/i.exec(inline?.content ?? '')?.[1];
  if (kind === undefined) return null;
  return `shows [!${kind}] as text; write a word such as **Note** instead`;
}

/** `- [ ] text`; the first item of each list tells. */
function taskList(tokens: readonly Token[]): Loss[] {
  const { level, type } = tokens[0] ?? { level: 0, type: '' };
  const close = tokens.findIndex(
    (token) => token.level === level && token.type === type.replace('open', 'close'),
  );
  const items = tokens.slice(0, close).flatMap((token, index) => {
    const isItem = token.type === 'list_item_open' && token.level === level + 1;
    const inline = isItem ? tokens[index + 2] : undefined;
    const box = /^\[[ xX]\](?=\s)/.exec(inline?.content ?? '')?.[0];
    return box === undefined ? [] : [{ box, line: (token.map?.[0] ?? 0) + 1 }];
  });
  const [task] = items;
  if (task === undefined) return [];
  const message = `shows ${task.box} as text: a list has no boxes to tick; leave them out`;
  return [{ line: task.line, message }];
}

/** Rows with more cells than the table has columns. */
function cutRows(tokens: readonly Token[], lines: readonly string[]): Loss[] {
  const close = tokens.findIndex(({ type }) => type === 'table_close');
  const table = tokens.slice(0, close);
  const columns = table.filter(({ type }) => type === 'th_open').length;
  return table.flatMap(({ type, map }): Loss[] => {
    if (type !== 'tr_open' || map === null) return [];
    const cells = cellsOf(lines[map[0]] ?? '');
    if (cells.slice(columns).join('').trim() === '') return [];
    const message = `leaves out what goes beyond ${columns} ${columns === 1 ? 'column' : 'columns'} in this row of ${cells.length} cells; write \\| for a bar within a cell`;
    return [{ line: map[0] + 1, message }];
  });
}

/** As markdown-it cuts them: a bar in code or in a formula ends a cell, too. */
function cellsOf(line: string): string[] {
  const cells = line
    .replace(/^[>\s]+/, '')
    .trimEnd()
    .split(/(?<!\\)\|/);
  if (cells[0] === '') cells.shift();
  if (cells.at(-1) === '') cells.pop();
  return cells;
}
