import { createColumns } from './columns.ts';
import { belowBars, continued, separator, tabMistakes } from './layout-mistakes.ts';
import { valueMistake, withoutColon } from './value-mistakes.ts';
import { writtenLines, type Mistake } from './written-lines.ts';

/**
 * Finds common mistakes of authors in the text itself, because the parser's messages do not tell them
 * apart. Called only when the parser refuses the file.
 */
export function findMistakes(text: string, knownKeys: ReadonlySet<string>): Mistake[] {
  const sources = text.split('\n');
  const lines = writtenLines(text, knownKeys);
  const tabs = tabMistakes(sources, lines);
  if (tabs.length > 0) return tabs;
  const columns = createColumns();
  const below = belowBars(lines, sources);
  return lines.flatMap((line, index) => {
    const before = lines[index - 1];
    const mistake =
      below.get(line) ??
      continued(line, before) ??
      columns.check(line, before) ??
      separator(line, index) ??
      withoutColon(line, knownKeys) ??
      valueMistake(line, { text, next: lines[index + 1] });
    return mistake === null ? [] : mistake;
  });
}
