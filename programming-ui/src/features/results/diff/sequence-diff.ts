import { diffArrays } from 'diff/lib/diff/array.js';

/** A run of equal items (`same`) or of different items of two sequences. */
export interface Step<Item> {
  readonly same: boolean;
  readonly left: readonly Item[];
  readonly right: readonly Item[];
}

export interface SequenceDiff<Item> {
  readonly steps: readonly Step<Item>[];
  /** False when it took too much work: then everything between the common ends counts as changed. */
  readonly complete: boolean;
}

/**
 * The work budget of one comparison, with all comparisons nested in it. It is counted, not timed, so
 * that the same texts get the same marks on every device.
 */
export class DiffWork {
  /** About a tenth of a second. */
  #left = 1_000_000;

  /** The maximum edit distance of the next comparison; leaves some work for later ones. */
  get maxEditLength(): number {
    return Math.floor(Math.sqrt(this.#left));
  }

  /** The algorithm's work grows with the square of the edit distance. */
  spend(editLength: number): void {
    this.#left -= (editLength * editLength) / 2;
  }
}

/** Finds a shortest edit script. Items are equal when their keys are. */
export function diffSequences<Item>(
  left: readonly Item[],
  right: readonly Item[],
  keyOf: (item: Item) => string,
  work: DiffWork,
): SequenceDiff<Item> {
  const a = left.map(keyOf);
  const b = right.map(keyOf);
  const shorter = Math.min(a.length, b.length);
  let head = 0;
  while (head < shorter && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < shorter - head && a.at(-1 - tail) === b.at(-1 - tail)) tail++;

  const middle = diffMiddle(a.slice(head, a.length - tail), b.slice(head, b.length - tail), work);
  const lengths = [
    { same: true, left: head, right: head },
    ...(middle ?? [{ same: false, left: a.length - head - tail, right: b.length - head - tail }]),
    { same: true, left: tail, right: tail },
  ];
  return { steps: cut(left, right, lengths), complete: middle !== null };
}

/** The number of items of each sequence in a step. */
interface StepLengths {
  readonly same: boolean;
  readonly left: number;
  readonly right: number;
}

/** Null when it would be too much work. */
function diffMiddle(a: string[], b: string[], work: DiffWork): StepLengths[] | null {
  // If one is empty, there is nothing in common.
  if (a.length === 0 || b.length === 0) return [{ same: false, left: a.length, right: b.length }];
  const { maxEditLength } = work;
  const changes = diffArrays(a, b, { maxEditLength });
  if (changes === undefined) {
    work.spend(maxEditLength);
    return null;
  }
  work.spend(
    changes.reduce((sum, { added, removed, count }) => sum + (added || removed ? count : 0), 0),
  );
  return changes.map(({ added, removed, count }) => ({
    same: !added && !removed,
    left: added ? 0 : count,
    right: removed ? 0 : count,
  }));
}

/** Merges adjacent steps of the same kind. */
function cut<Item>(
  left: readonly Item[],
  right: readonly Item[],
  lengths: readonly StepLengths[],
): Step<Item>[] {
  const merged: { same: boolean; left: number; right: number }[] = [];
  for (const step of lengths) {
    const last = merged.at(-1);
    if (step.left === 0 && step.right === 0) continue;
    if (last?.same === step.same) {
      last.left += step.left;
      last.right += step.right;
    } else merged.push({ ...step });
  }
  let [atLeft, atRight] = [0, 0];
  return merged.map((step) => ({
    same: step.same,
    left: left.slice(atLeft, (atLeft += step.left)),
    right: right.slice(atRight, (atRight += step.right)),
  }));
}
