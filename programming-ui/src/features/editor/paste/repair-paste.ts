import { repairCharacters } from './characters.ts';
import { withoutLineNumbers } from './line-numbers.ts';
import { withoutPrompts } from './prompts.ts';
import { endsInText } from './python-text.ts';

export type Repair =
  'line-numbers' | 'prompts' | 'prompts-and-continuations' | 'quotes' | 'spaces' | 'tabs';

export interface RepairedPaste {
  readonly code: string;
  /** What was done; nothing if the code is as it was pasted. */
  readonly repairs: readonly Repair[];
  /** How many lines of a copied session were left out, since they look like output. */
  readonly leftOut: number;
}

/** In characters. Longer texts cannot be handed in, and stay as they are. */
const maxLength = 64 * 1024;

/**
 * Makes code that was copied from a web page, a PDF, a word processor or Python's interactive interpreter readable for
 * Python: without line numbers and prompts, with straight quotes around strings, and with spaces. What is
 * pasted into a string or a comment, and code that has none of these faults, stays as it is.
 * @param around the code before and after it
 */
export function repairPaste(
  pasted: string,
  around: { readonly before: string; readonly after: string },
): RepairedPaste {
  const { before, after } = around;
  if (pasted.length > maxLength || endsInText(before)) {
    return { code: pasted, repairs: [], leftOut: 0 };
  }
  const startsLine = /(?:^|\n)[ \t]*$/.test(before);
  const [blankLines = ''] = /^(?:[ \t]*\r?\n)*/.exec(pasted) ?? [];
  const wholeLines = startsLine || blankLines !== '' ? pasted.slice(blankLines.length) : null;
  const unnumbered = wholeLines === null ? null : withoutLineNumbers(wholeLines);
  const listing = unnumbered ?? wholeLines;
  const session = listing === null ? null : withoutPrompts(listing);
  const typed = session?.code ?? listing;
  const characters = repairCharacters(typed === null ? pasted : blankLines + typed, {
    startsLine,
    keepTabs: /^\t/m.test(before + after),
  });
  const repairs: Repair[] = [];
  if (unnumbered !== null) repairs.push('line-numbers');
  if (session !== null) repairs.push(session.continued ? 'prompts-and-continuations' : 'prompts');
  for (const kind of ['quotes', 'spaces', 'tabs'] as const)
    if (characters[kind]) repairs.push(kind);
  return { code: characters.code, repairs, leftOut: session?.leftOut ?? 0 };
}
