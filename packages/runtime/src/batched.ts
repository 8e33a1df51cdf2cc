/** Larger batches would delay other readers of the database. */
const maxBatchSize = 200;
/** More than one, so that a read that hangs does not block all others. */
const maxConcurrentReads = 4;

interface PendingRead<Key, Value> {
  readonly key: Key;
  readonly resolve: (value: Value) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Batches reads of single keys. While the maximum number of reads is in flight, further keys wait for
 * the next batch. A read always starts after the calls that it answers. `readMany` resolves to a
 * value for each key, in order.
 */
export function batched<Key, Value>(
  readMany: (keys: readonly Key[]) => Promise<readonly Value[]>,
): (key: Key) => Promise<Value> {
  let waiting: PendingRead<Key, Value>[] = [];
  let reads = 0;

  const readWaiting = async (): Promise<void> => {
    reads += 1;
    while (waiting.length > 0) {
      const now = waiting.slice(0, maxBatchSize);
      waiting = waiting.slice(maxBatchSize);
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
      // In a microtask, so that keys requested by one event share a batch.
      if (reads < maxConcurrentReads && waiting.length === 1)
        queueMicrotask(() => void readWaiting());
    });
}
