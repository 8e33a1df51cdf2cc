/** More would keep other readers of the database waiting. */
const atOnceMost = 200;
/** Several reads run side by side, so that one that hangs does not hold up all others. */
const readsMost = 4;

interface Asked<Key, Value> {
  readonly key: Key;
  readonly resolve: (value: Value) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Makes many reads of one each into few of many: what is asked for while as many reads as may be are
 * under way waits for the next one. No read has begun before the question that it answers.
 * `readMany` resolves to a value for each key, in their order.
 */
export function batched<Key, Value>(
  readMany: (keys: readonly Key[]) => Promise<readonly Value[]>,
): (key: Key) => Promise<Value> {
  let waiting: Asked<Key, Value>[] = [];
  let reads = 0;

  const readWaiting = async (): Promise<void> => {
    reads += 1;
    while (waiting.length > 0) {
      const now = waiting.slice(0, atOnceMost);
      waiting = waiting.slice(atOnceMost);
      try {
        const values = await readMany(now.map(({ key }) => key));
        now.forEach(({ resolve }, index) => resolve(values[index] as Value));
      } catch (error) {
        for (const { reject } of now) reject(error);
      }
    }
    reads -= 1;
  };

  return (key) =>
    new Promise((resolve, reject) => {
      waiting.push({ key, resolve, reject });
      // In a moment: one piece of news often asks for several.
      if (reads < readsMost && waiting.length === 1) queueMicrotask(() => void readWaiting());
    });
}
