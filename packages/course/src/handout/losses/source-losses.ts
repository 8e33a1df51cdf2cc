import type { Loss } from './loss.ts';

/** Losses in the whole text; `lines` are the handout's lines, with code replaced by blanks. */
export const findSourceLosses = (
  lines: readonly string[],
  defined: ReadonlySet<string>,
): Loss[] => [...findFrontMatter(lines), ...findFootnotes(lines), ...findUnused(lines, defined)];

function findFrontMatter(lines: readonly string[]): Loss[] {
  const end = lines.indexOf('---', 1);
  const within = lines.slice(1, end);
  if (
    lines[0] !== '---' ||
    end < 2 ||
    !within.every((line) => /^(?:\w[\w-]*:|\s|#|-\s)/.test(line))
  )
    return [];
  const message = 'shows the text between the lines of --- as a heading; remove it';
  return [{ line: 1, message }];
}

/** `[^1]` where a line starts with `[^1]:`; only the first of them is reported. */
function findFootnotes(lines: readonly string[]): Loss[] {
  const defined = new Set(
    lines.flatMap((line) => /^[>\s]*\[\^([^\]\s]+)\]:/.exec(line)?.[1] ?? []),
  );
  return [...defined].map((label) => {
    const line = lines.findIndex((text) => text.includes(`[^${label}]`)) + 1;
    return {
      line,
      message: `contains the footnote [^${label}], but handouts have no footnotes; put it into the text`,
    };
  });
}

/** A definition that does not look like an address: `[Tip]: remember`. */
const definition =
  /^[>\s]*\[([^[\]]+)\]:\s*<?[^\s<>:/#.]+>?(?:\s+(?:"[^"]*"|'[^']*'|\([^()]*\)))?\s*$/;

/** Lines that Markdown reads as addresses of links and does not show, although no link uses them. */
function findUnused(lines: readonly string[], defined: ReadonlySet<string>): Loss[] {
  const text = normal(lines.join('\n'));
  return lines.flatMap((line, index): Loss[] => {
    const label = definition.exec(line)?.[1];
    // Footnotes are reported separately.
    if (label === undefined || label.startsWith('^') || !defined.has(normal(label))) return [];
    if (text.split(`[${normal(label)}]`).length > 2) return [];
    const message = `leaves out "${line.trim()}", which Markdown reads as the address of a link; write \\[ for the bracket`;
    return [{ line: index + 1, message }];
  });
}

const normal = (text: string): string => text.replace(/\s+/g, ' ').trim().toLowerCase();
