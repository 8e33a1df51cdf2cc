const inputCall = String.raw`\binput\(\s*(?<prefix>[rRuUfF]{0,2})(?:"(?<double>(?:[^"\\\n]|\\.)*)"|'(?<single>(?:[^'\\\n]|\\.)*)')\s*\)`;

/** An f-string with fewer literal letters could match in any output. */
const minLetters = 3;

/** Patterns of the prompts that a program passes to input() as string literals. */
export function promptsIn(program: string): RegExp[] {
  const found = [...program.matchAll(new RegExp(inputCall, 'g'))].map(({ groups = {} }) => {
    const { prefix = '', double, single } = groups;
    const written = double ?? single ?? '';
    const text = (/r/i.test(prefix) ? written : unescape(written)).trimEnd();
    return /f/i.test(prefix) ? formattedPattern(text) : patternOf([text]);
  });
  return found.filter((pattern) => pattern !== null);
}

function formattedPattern(text: string): RegExp | null {
  const parts = text.split(/\{[^{}]*\}/);
  const letters = parts.join('').match(/\p{L}/gu) ?? [];
  return letters.length < minLetters ? null : patternOf(parts);
}

/** Matches at a position; white space at the end is optional. Null if nothing is left to match. */
function patternOf(parts: readonly string[]): RegExp | null {
  if (parts.join('').trim() === '') return null;
  const source = parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('[^\\n]*?');
  const wordEnds = /[\p{L}\p{N}]$/u.test(source) ? '(?![\\p{L}\\p{N}])' : '';
  return new RegExp(`${source}${wordEnds}[ \\t]*`, 'uy');
}

const escapes: Record<string, string> = { n: '\n', t: '\t' };
const unescape = (written: string): string =>
  written.replace(/\\(.)/g, (_, letter: string) => escapes[letter] ?? letter);

/**
 * The expected output without the model solution's prompts at the beginning of its lines, where one may
 * follow another. Unchanged if it contains nothing else.
 */
export function withoutPrompts(stdout: string, prompts: readonly RegExp[]): string {
  const lines: string[] = [];
  let place = 0;
  while (place < stdout.length) {
    const begin = afterPrompts(stdout, place, prompts);
    const newline = stdout.indexOf('\n', begin);
    place = newline === -1 ? stdout.length : newline + 1;
    lines.push(stdout.slice(begin, place));
  }
  const rest = lines.join('');
  return rest.trim() === '' ? stdout : rest;
}

function afterPrompts(text: string, place: number, prompts: readonly RegExp[]): number {
  let past = place;
  for (;;) {
    const longest = Math.max(past, ...prompts.map((prompt) => endOf(prompt, text, past)));
    if (longest === past) return past;
    past = longest;
    // The prompt ends with a line end.
    if (text[past] === '\n') past += 1;
  }
}

function endOf(prompt: RegExp, text: string, place: number): number {
  prompt.lastIndex = place;
  return prompt.test(text) ? prompt.lastIndex : place;
}
