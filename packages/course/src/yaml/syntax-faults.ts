import { isScalar, LineCounter, type Document, parseDocument, type ScalarTag, visit } from 'yaml';
import { findMistakes } from './mistakes.ts';
import { findSwallowed } from './swallowed.ts';

interface Placed {
  readonly line: number;
  readonly message: string;
}

export interface ParsedYaml {
  readonly document: Document;
  readonly lines: LineCounter;
  readonly faults: readonly Placed[];
  /** What YAML reads differently than it looks, which may be intended. */
  readonly warnings: readonly Placed[];
  /** False if the file could not be read even after correcting mistakes. */
  readonly isReadable: boolean;
}

/** Each round corrects, in memory only, the mistakes that the previous one found, and reads again. */
const maxRounds = 4;

/**
 * Parses YAML as far as possible. A line with a common mistake is read as it was probably intended, so
 * that other faults are found in the same run.
 */
export function parseYaml(
  text: string,
  knownKeys: ReadonlySet<string>,
  customTags: readonly ScalarTag[],
): ParsedYaml {
  const faults = new Map<number, Placed>();
  const swallowed = findSwallowed(text, knownKeys);
  const written = text.split('\n');
  for (const { line, message, isMistake, meant: better } of swallowed) {
    if (!isMistake) continue;
    faults.set(line, { line, message });
    if (better !== null) written[line - 1] = better;
  }
  const warnings = swallowed.filter(({ isMistake }) => !isMistake);
  let meant = written.join('\n');
  for (let round = 1; ; round += 1) {
    const { document, lines, found } = parseOnce(meant, customTags);
    if (found.length === 0) {
      for (const fault of repeatedKeys(document, lines)) faults.set(fault.line, fault);
      return { document, lines, faults: sorted(faults), warnings, isReadable: true };
    }
    const mistakes = findMistakes(meant, knownKeys);
    const sources = meant.split('\n');
    for (const { line, message, meant: better } of mistakes) {
      if (message !== '' && !faults.has(line)) faults.set(line, { line, message });
      if (better !== null) sources[line - 1] = better;
    }
    const better = sources.join('\n');
    if (better === meant || round === maxRounds) {
      const [first] = found;
      const isExplained = mistakes.length > 0 || faults.size > 0;
      if (first !== undefined && !isExplained) faults.set(first.line, first);
      return { document, lines, faults: sorted(faults), warnings, isReadable: false };
    }
    meant = better;
  }
}

const sorted = (faults: ReadonlyMap<number, Placed>): Placed[] =>
  [...faults.values()].sort((a, b) => a.line - b.line);

function parseOnce(text: string, customTags: readonly ScalarTag[]) {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    uniqueKeys: false,
    // Its warnings would go to the terminal; what they are about is a fault of its own.
    logLevel: 'error',
    customTags: [...customTags],
  });
  const found = [...document.errors, ...document.warnings].map(({ code, message, pos }) => ({
    line: lines.linePos(pos[0]).line,
    message: describeRefusal(code, message),
  }));
  visit(document, {
    Alias(_, alias) {
      if (alias.resolve(document) !== undefined) return;
      const line = lines.linePos(alias.range?.[0] ?? 0).line;
      const message = `a text that starts with "*" needs quotes: "*${alias.source}"`;
      found.push({ line, message });
    },
  });
  if (isScalar(document.contents) && typeof document.contents.value === 'string') {
    found.push({ line: 1, message: 'must be lines of the form "key: value"' });
  }
  return { document, lines, found };
}

const needsQuotes = 'a text with ": " in it needs quotes';
const refusals: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: 'starts with a tab; YAML allows only spaces there',
  BLOCK_IN_FLOW: `between [ ] or { } ${needsQuotes}`,
  BLOCK_AS_IMPLICIT_KEY: needsQuotes,
};

function describeRefusal(code: string, message: string): string {
  if (/Flow (?:sequence|map)/.test(message)) {
    return 'a list in [ ] or a group in { } is not closed here; add the closing bracket, or put quotes around it if it is text';
  }
  if (/closing .quote/.test(message)) {
    return 'a text in quotes is not closed; add the closing quote, in this line or above';
  }
  return (
    refusals[code] ??
    `can't be read as YAML (${message}); look for a missing quote, colon or space in this line and the one above`
  );
}

/** YAML would silently use the last one. */
function repeatedKeys(document: Document, lines: LineCounter): Placed[] {
  const faults: Placed[] = [];
  visit(document, {
    Map(_, map) {
      const firstLines = new Map<unknown, number>();
      for (const { key } of map.items) {
        if (!isScalar(key)) continue;
        const line = lines.linePos(key.range?.[0] ?? 0).line;
        const first = firstLines.get(key.value);
        if (first === undefined) firstLines.set(key.value, line);
        else {
          const message = `has "${String(key.value)}" again, after line ${first}; remove one of the two`;
          faults.push({ line, message });
        }
      }
    },
  });
  return faults;
}
