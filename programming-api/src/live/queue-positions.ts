import { listQueued, type Database } from '@touchstone/database';
import type { Changes } from './changes.ts';
import { ListenersByKey } from './listeners-by-key.ts';

const pageSize = 1000;

/** Tells those who wait how many are before them, whenever the queue has moved. */
export interface QueuePositions {
  /** Returns the function that ends the watching. */
  watch(submissionId: string, listener: (position: number) => void): () => void;
  close(): void;
}

/** One walk along the queue serves all watchers in this process, at most one each intervalMs. */
export function createQueuePositions(deps: {
  database: Database;
  changes: Pick<Changes, 'ofAny'>;
  intervalMs: number;
  onError: (error: unknown) => void;
}): QueuePositions {
  const { kysely } = deps.database;
  const watchers = new ListenersByKey<(position: number) => void>();
  let timer: NodeJS.Timeout | null = null;

  const walk = async (): Promise<void> => {
    const wanted = new Set(watchers.keys());
    let position = 0;
    let afterId: string | undefined;
    while (wanted.size > 0) {
      const page = await listQueued(kysely, {
        olderThanMs: 0,
        limit: pageSize,
        ...(afterId !== undefined && { afterId }),
      });
      for (const { id } of page) {
        if (wanted.delete(id)) for (const listener of watchers.of(id)) listener(position);
        position++;
      }
      afterId = page.at(-1)?.id;
      if (page.length < pageSize) return;
    }
  };

  const unsubscribe = deps.changes.ofAny(() => {
    if (timer !== null || watchers.size === 0) return;
    timer = setTimeout(() => {
      timer = null;
      walk().catch(deps.onError);
    }, deps.intervalMs);
  });

  return {
    watch: (submissionId, listener) => watchers.add(submissionId, listener),
    close() {
      unsubscribe();
      if (timer !== null) clearTimeout(timer);
    },
  };
}
