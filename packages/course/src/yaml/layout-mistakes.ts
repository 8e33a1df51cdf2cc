import {
  blockHeader,
  hasColon,
  indentOf,
  isPlain,
  parentColumn,
  type Mistake,
  type WrittenLine,
} from './written-lines.ts';

const spacesPerTab = '  ';

export function tabMistakes(sources: readonly string[], lines: readonly WrittenLine[]): Mistake[] {
  const tabbed = lines.filter(({ lead }) => lead.includes('\t'));
  const others = tabbed.length - 1;
  const more = ['', ', and so does one line below'][others] ?? `, and so do ${others} lines below`;
  // One message for all of them, so that tabs do not fill the screen.
  return tabbed.map(({ number }, index) => ({
    line: number,
    message: index > 0 ? '' : `starts with a tab${more}; YAML allows only spaces there`,
    meant: (sources[number - 1] ?? '').replace(/^[ \t-]*/, (lead) =>
      lead.replaceAll('\t', spacesPerTab),
    ),
  }));
}

/** Lines of a text below a `|` that are not indented more than its key. */
export function belowBars(
  lines: readonly WrittenLine[],
  sources: readonly string[],
): Map<WrittenLine, Mistake> {
  const found = new Map<WrittenLine, Mistake>();
  let bar: WrittenLine | null = null;
  let isFirst = false;
  for (const line of lines) {
    if (bar !== null && line.key === null && !line.lead.includes('-')) {
      const spaces = parentColumn(bar) + 2;
      const message = `is not indented enough for a text below "${bar.head}${bar.value}"; put ${spaces} spaces in front of each line of that text`;
      const meant = `${' '.repeat(spaces)}${(sources[line.number - 1] ?? '').trimStart()}`;
      found.set(line, { line: line.number, message: isFirst ? message : '', meant });
      isFirst = false;
    } else {
      bar = blockHeader.test(line.value) ? line : null;
      isFirst = true;
    }
  }
  return found;
}

/** A text that continues in the next line, with a colon there. */
export function continued(line: WrittenLine, before: WrittenLine | undefined): Mistake | null {
  if (before === undefined || !isPlain(before.value) || line.key !== null) return null;
  if (line.lead.includes('-') || indentOf(line) <= parentColumn(before)) return null;
  if (!hasColon(line.value)) return null;
  return {
    line: line.number,
    message: `continues the text of the line above; write a text of several lines below "${before.head}|", with each line indented`,
    meant: null,
  };
}

export function separator({ lead, value, number }: WrittenLine, index: number): Mistake | null {
  if (lead !== '' || index === 0 || !/^(?:---|\.\.\.)(?:\s|$)/.test(value)) return null;
  const message = `has a "${value.slice(0, 3)}", which starts another document in YAML; remove this line`;
  return { line: number, message, meant: '' };
}
