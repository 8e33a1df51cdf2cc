import { queuePosition, type Database } from '@touchstone/database';
import type { Messaging } from '@touchstone/messaging';
import type { Changes } from './changes.ts';
import { ListenersByKey } from './listeners-by-key.ts';

/*
 * A position says how many submissions graders take before this one of those that wait in the same
 * lane of the stream. What waits in another lane is neither before it nor behind it: lanes take
 * turns. A row whose stream entry is missing or out of reach counts as behind all that came before.
 */

export interface QueuePositions {
  of(submissionId: string): Promise<number>;
  /**
   * Tells those who wait whenever the queue has moved. Returns the function that ends the watching.
   */
  watch(submissionId: string, listener: (position: number) => void): () => void;
  close(): void;
}

/** One question serves all watchers in this process, at most one each intervalMs. */
export function createQueuePositions(deps: {
  database: Database;
  messaging: Pick<Messaging, 'stream'>;
  changes: Pick<Changes, 'ofAny'>;
  intervalMs: number;
  onError: (error: unknown) => void;
}): QueuePositions {
  const { database, onError } = deps;
  const { stream } = deps.messaging;
  const watchers = new ListenersByKey<(position: number) => void>();
  let timer: NodeJS.Timeout | null = null;

  const tellAll = async (): Promise<void> => {
    const ids = [...watchers.keys()];
    const positions = await stream.positions(ids);
    ids.forEach((id, index) => {
      const position = positions[index] ?? null;
      if (position !== null) for (const listener of watchers.of(id)) listener(position);
    });
  };

  const unsubscribe = deps.changes.ofAny(() => {
    if (timer !== null || watchers.size === 0) return;
    timer = setTimeout(() => {
      timer = null;
      tellAll().catch(onError);
    }, deps.intervalMs);
  });

  return {
    async of(submissionId) {
      const [position] = await stream.positions([submissionId]).catch(() => []);
      return position ?? queuePosition(database.kysely, submissionId);
    },
    watch: (submissionId, listener) => watchers.add(submissionId, listener),
    close() {
      unsubscribe();
      if (timer !== null) clearTimeout(timer);
    },
  };
}
