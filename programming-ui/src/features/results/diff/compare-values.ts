import { parsePythonValue, type PythonItem, type PythonValue } from './python-value.ts';
import { DiffWork, diffSequences, type Step } from './sequence-diff.ts';

/** A piece of text; `changed`: the other side does not have it here. */
export interface Segment {
  readonly text: string;
  readonly changed: boolean;
}

export interface Comparison {
  readonly expected: readonly Segment[];
  readonly actual: readonly Segment[];
}

/** Texts with a smaller share of common characters are marked as a whole. */
const minLikeness = 0.4;

/**
 * Where two values differ: by element in lists, tuples, sets and dictionaries, by character in similar
 * texts, by line in printed output. Joined, the segments are the texts themselves.
 */
export function compareValues(expected: string, actual: string): Comparison {
  const work = new DiffWork();
  const left = parsePythonValue(expected);
  const right = parsePythonValue(actual);
  if (left !== null && right !== null && left.kind !== 'plain' && right.kind !== 'plain')
    return collect(diffValues(left, right, work));
  if (expected.includes('\n') || actual.includes('\n'))
    return collect(diffLines(expected, actual, work));
  return collect(diffText(expected, actual, work));
}

/** Both sides of one piece. */
interface Change {
  readonly same: boolean;
  readonly left: string;
  readonly right: string;
}

const same = (text: string): Change => ({ same: true, left: text, right: text });
const changed = (left: string, right: string): Change => ({ same: false, left, right });

function diffValues(left: PythonValue, right: PythonValue, work: DiffWork): Change[] {
  if (left.source === right.source) return [same(left.source)];
  if (left.kind === 'text' && right.kind === 'text')
    return diffText(left.source, right.source, work);
  if (!('items' in left && 'items' in right) || left.kind !== right.kind)
    return [changed(left.source, right.source)];
  const keyOf = ({ key, value }: PythonItem) => key + value.source;
  const { steps } = diffSequences(left.items, right.items, keyOf, work);
  return [
    bracket(left.open, right.open),
    ...steps.flatMap((step) => diffItems(step, work)),
    bracket(left.close, right.close),
  ];
}

const bracket = (left: string, right: string): Change =>
  left === right ? same(left) : changed(left, right);

/** Compares items with the same position or key; the others are marked as a whole. */
function diffItems(step: Step<PythonItem>, work: DiffWork): Change[] {
  if (step.same) {
    return step.left.flatMap((item, index) => [
      same(item.key + item.value.source),
      { same: true, left: item.comma, right: step.right[index]?.comma ?? '' },
    ]);
  }
  const paired = step.left.length === step.right.length;
  const rest = [...step.right];
  const changes = step.left.flatMap((item) => {
    const at = item.key === '' ? (paired ? 0 : -1) : rest.findIndex(({ key }) => key === item.key);
    const partner = at === -1 ? undefined : rest.splice(at, 1)[0];
    if (partner === undefined) return [changed(item.key + item.value.source + item.comma, '')];
    return [
      { same: true, left: item.key, right: partner.key },
      ...diffValues(item.value, partner.value, work),
      { same: true, left: item.comma, right: partner.comma },
    ];
  });
  return [
    ...changes,
    ...rest.map(({ key, value, comma }) => changed('', key + value.source + comma)),
  ];
}

function diffLines(left: string, right: string, work: DiffWork): Change[] {
  const { steps } = diffSequences(lines(left), lines(right), (line) => line, work);
  return steps.flatMap((step) => {
    if (step.same) return [same(step.left.join(''))];
    if (step.left.length !== step.right.length)
      return [changed(step.left.join(''), step.right.join(''))];
    return step.left.flatMap((line, index) => diffText(line, step.right[index] ?? '', work));
  });
}

/** Each with its line ending. */
const lines = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

function diffText(left: string, right: string, work: DiffWork): Change[] {
  const { steps, complete } = diffTokens(left, right, (text) => Array.from(text), work);
  // A long text is compared by words, of which there are fewer. If that is too much work as well, all
  // between the common ends is marked.
  if (!complete) return changesOf(diffTokens(left, right, words, work).steps);
  const common = steps.reduce((sum, step) => sum + (step.same ? step.left.join('').length : 0), 0);
  // The quotes around both texts are always common.
  const quotes = /^['"]/.test(left) && /^['"]/.test(right) ? 2 : 0;
  const longest = Math.max(left.length, right.length) - quotes;
  if (longest > 0 && (common - quotes) / longest < minLikeness) return [changed(left, right)];
  return changesOf(steps);
}

const diffTokens = (
  left: string,
  right: string,
  tokensOf: (text: string) => string[],
  work: DiffWork,
) => diffSequences(tokensOf(left), tokensOf(right), (token) => token, work);

const words = (text: string): string[] => text.match(/[\p{L}\p{M}\p{N}_]+|[^]/gu) ?? [];

const changesOf = (steps: readonly Step<string>[]): Change[] =>
  steps.map((step) => ({
    same: step.same,
    left: step.left.join(''),
    right: step.right.join(''),
  }));

/** Merges adjacent segments. If the two sides share only brackets, marks nothing. */
function collect(changes: readonly Change[]): Comparison {
  const nothingShared = changes.every(
    (change) => !change.same || !/[\p{L}\p{N}]/u.test(change.left),
  );
  const side = (name: 'left' | 'right'): Segment[] => {
    const segments: { text: string; changed: boolean }[] = [];
    for (const change of changes) {
      const text = change[name];
      const isChanged = !change.same && !nothingShared;
      const last = segments.at(-1);
      if (text === '') continue;
      if (last?.changed === isChanged) last.text += text;
      else segments.push({ text, changed: isChanged });
    }
    return segments;
  };
  return { expected: side('left'), actual: side('right') };
}
