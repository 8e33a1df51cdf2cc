/** More would keep other readers of the database waiting. */
const atOnceMost = 200;

interface Asked<Key, Value> {
  readonly key: Key;
  readonly resolve: (value: Value) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Makes many reads of one each into few of many: what is asked for while a read is under way waits
 * for the next one, so that none answers with a state older than the question. A single question
 * waits for nobody. `readMany` resolves to a value for each key, in their order.
 */
export function batched<Key, Value>(
  readMany: (keys: readonly Key[]) => Promise<readonly Value[]>,
): (key: Key) => Promise<Value> {
  let waiting: Asked<Key, Value>[] = [];
  let isReading = false;

  const readWaiting = async (): Promise<void> => {
    isReading = true;
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
    isReading = false;
  };

  return (key) =>
    new Promise((resolve, reject) => {
      waiting.push({ key, resolve, reject });
      // In a moment: one piece of news often asks for several.
      if (!isReading && waiting.length === 1) queueMicrotask(() => void readWaiting());
    });
}
