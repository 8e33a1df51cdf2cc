/** What two sequences share and do not, in order: `left` and `right` have equal items in `same` steps. */
export interface Step<Item> {
  readonly same: boolean;
  readonly left: readonly Item[];
  readonly right: readonly Item[];
}

/** Table cells that a comparison may take; beyond them all between the common ends counts as changed. */
const cellsMax = 400_000;

/** By the longest common subsequence. Items are equal when their keys are. */
export function diffSequences<Item>(
  left: readonly Item[],
  right: readonly Item[],
  keyOf: (item: Item) => string,
): Step<Item>[] {
  const a = left.map(keyOf);
  const b = right.map(keyOf);
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  const shorter = Math.min(a.length, b.length) - start;
  while (end < shorter && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;

  const steps: { same: boolean; left: Item[]; right: Item[] }[] = [];
  const push = (same: boolean, from: readonly Item[], to: readonly Item[]) => {
    if (from.length === 0 && to.length === 0) return;
    const last = steps.at(-1);
    if (last?.same === same) {
      last.left.push(...from);
      last.right.push(...to);
    } else steps.push({ same, left: [...from], right: [...to] });
  };

  push(true, left.slice(0, start), right.slice(0, start));
  const middleA = a.slice(start, a.length - end);
  const middleB = b.slice(start, b.length - end);
  let [i, j] = [0, 0];
  for (const [atA, atB] of commonItems(middleA, middleB)) {
    push(false, left.slice(start + i, start + atA), right.slice(start + j, start + atB));
    push(true, left.slice(start + atA, start + atA + 1), right.slice(start + atB, start + atB + 1));
    [i, j] = [atA + 1, atB + 1];
  }
  push(false, left.slice(start + i, left.length - end), right.slice(start + j, right.length - end));
  push(true, left.slice(left.length - end), right.slice(right.length - end));
  return steps;
}

/** Index pairs of a longest common subsequence, in order. */
function commonItems(a: readonly string[], b: readonly string[]): [number, number][] {
  if (a.length * b.length > cellsMax) return [];
  const width = b.length + 1;
  const lengths = new Uint16Array((a.length + 1) * width);
  const at = (i: number, j: number) => lengths[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      lengths[i * width + j] =
        a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const pairs: [number, number][] = [];
  let [i, j] = [0, 0];
  while (i < a.length && j < b.length) {
    if (a[i] === b[j]) pairs.push([i++, j++]);
    else if (at(i + 1, j) >= at(i, j + 1)) i++;
    else j++;
  }
  return pairs;
}
