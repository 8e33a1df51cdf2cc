/**
 * Runs `work` on the items, at most `concurrency` at a time, and passes the outcomes to `take` in
 * the order of the items, each as soon as it and all earlier ones are available.
 */
export async function inOrder<Item, Outcome>(
  items: readonly Item[],
  options: { concurrency: number; work: (item: Item) => Promise<Outcome> },
  take: (outcome: Outcome, item: Item) => void,
): Promise<void> {
  const outcomes = new Map<number, Outcome>();
  let started = 0;
  let taken = 0;

  const takeReady = () => {
    for (; outcomes.has(taken); taken += 1) {
      take(outcomes.get(taken) as Outcome, items[taken] as Item);
      outcomes.delete(taken);
    }
  };
  const runSome = async () => {
    while (started < items.length) {
      const index = started;
      started += 1;
      outcomes.set(index, await options.work(items[index] as Item));
      takeReady();
    }
  };
  await Promise.all(Array.from({ length: options.concurrency }, runSome));
}
