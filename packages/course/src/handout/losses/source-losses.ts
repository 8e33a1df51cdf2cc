import type { Loss } from './loss.ts';

/** What is lost of the whole text; `lines` are those of the handout, with blanks for code. */
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
  const message = 'shows what stands between the lines of --- as a heading; remove it';
  return [{ line: 1, message }];
}

/** `[^1]` where a line begins with `[^1]:`; the first of both tells. */
function findFootnotes(lines: readonly string[]): Loss[] {
  const defined = new Set(
    lines.flatMap((line) => /^[>\s]*\[\^([^\]\s]+)\]:/.exec(line)?.[1] ?? []),
  );
  return [...defined].map((label) => {
    const line = lines.findIndex((text) => text.includes(`[^${label}]`)) + 1;
    return {
      line,
      message: `holds the footnote [^${label}], and handouts have none; put it into the text`,
    };
  });
}

/** What is no address by its looks: `[Tip]: remember`. */
const definition =
  /^[>\s]*\[([^[\]]+)\]:\s*<?[^\s<>:/#.]+>?(?:\s+(?:"[^"]*"|'[^']*'|\([^()]*\)))?\s*$/;

/** Lines that Markdown takes for addresses of links, and that no link uses: they are not shown. */
function findUnused(lines: readonly string[], defined: ReadonlySet<string>): Loss[] {
  const text = normal(lines.join('\n'));
  return lines.flatMap((line, index): Loss[] => {
    const label = definition.exec(line)?.[1];
    // Footnotes are named on their own.
    if (label === undefined || label.startsWith('^') || !defined.has(normal(label))) return [];
    if (text.split(`[${normal(label)}]`).length > 2) return [];
    const message = `leaves out "${line.trim()}", which Markdown takes for the address of a link; write \\[ for the bracket`;
    return [{ line: index + 1, message }];
  });
}

const normal = (text: string): string => text.replace(/\s+/g, ' ').trim().toLowerCase();
