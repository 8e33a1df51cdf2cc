import { parser } from '@lezer/python';
import { renameIn } from './normal-code.ts';

/** A fix that changes more lines says nothing to others. */
const maxChangedLines = 8;
/** In longer programs no fix is looked for. */
const maxLines = 500;
const maxCharacters = 20_000;

/**
 * The lines that changed from one program to the next, each after `- ` or `+ `, in a form in which the same
 * fix by two students is equal: without comments and the contents of texts, and with `a`, `b`, … for all
 * names but Python's, methods' and those in `call`. Empty if too much changed, or nothing but those.
 */
export function fixOf(before: string, after: string, call: string | null): string {
  if (Math.max(before.length, after.length) > maxCharacters) return '';
  const [old, now] = [plainLines(before), plainLines(after)];
  if (old.length > maxLines || now.length > maxLines) return '';
  const changed = changedLines(old, now);
  if (changed.length === 0 || changed.length > maxChangedLines) return '';
  const indent = Math.min(...changed.map(({ line }) => line.search(/\S/)));
  const known = new Set((call ?? '').match(/[A-Za-z_]\w*/g));
  const letters = new Map<string, string>();
  const rename = (name: string): string => {
    if (known.has(name)) return name;
    const letter = letters.get(name) ?? letterOf(letters.size);
    letters.set(name, letter);
    return letter;
  };
  return changed
    .map(({ sign, line }) => `${sign} ${renameIn(line.slice(indent), rename)}`)
    .join('\n');
}

/** a to z, then a1. */
const letterOf = (index: number): string =>
  String.fromCharCode(97 + (index % 26)) + (index < 26 ? '' : String(Math.floor(index / 26)));

/** Without comments, contents of texts, empty lines, and blanks where they make no difference. */
function plainLines(program: string): string[] {
  const code = program.replaceAll(/\r\n?/g, '\n');
  let plain = '';
  let end = 0;
  parser.parse(code).iterate({
    enter({ name, from, to }) {
      if (!['Comment', 'String', 'FormatString'].includes(name)) return true;
      plain += code.slice(end, from) + (name === 'Comment' ? '' : '"…"');
      end = to;
      return false;
    },
  });
  return (plain + code.slice(end))
    .split('\n')
    .map((line) => {
      const [indent = ''] = /^\s*/.exec(line) ?? [];
      const text = line.trim().replaceAll(/\s+(?=[^\w\s"])|(?<=[^\w\s"])\s+/g, '');
      return indent.replaceAll('\t', '    ') + text;
    })
    .filter((line) => line.trim() !== '');
}

interface ChangedLine {
  readonly sign: '-' | '+';
  readonly line: string;
}

/** By a longest common subsequence: removed lines before those added in their place. */
function changedLines(old: readonly string[], now: readonly string[]): ChangedLine[] {
  const common = old.map(() => new Array<number>(now.length + 1).fill(0));
  common.push(new Array<number>(now.length + 1).fill(0));
  const at = (i: number, j: number): number => common[i]?.[j] ?? 0;
  for (let i = old.length - 1; i >= 0; i--) {
    for (let j = now.length - 1; j >= 0; j--) {
      const row = common[i];
      if (row === undefined) continue;
      row[j] = old[i] === now[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const changed: ChangedLine[] = [];
  for (let i = 0, j = 0; i < old.length || j < now.length;) {
    const [line, other] = [old[i], now[j]];
    if (line !== undefined && line === other) {
      i++;
      j++;
    } else if (line !== undefined && (other === undefined || at(i + 1, j) >= at(i, j + 1))) {
      changed.push({ sign: '-', line });
      i++;
    } else if (other !== undefined) {
      changed.push({ sign: '+', line: other });
      j++;
    }
  }
  return changed;
}
