import { queuePosition, type Database } from '@touchstone/database';
import type { Messaging } from '@touchstone/messaging';
import type { Changes } from './changes.ts';
import { ListenersByKey } from './listeners-by-key.ts';

/*
 * A position is the number of submissions in the same lane of the stream that graders take before
 * this one. Other lanes do not count, since graders alternate between lanes. If a row's stream entry
 * is missing or the stream does not answer, all queued rows before it count.
 */

export interface QueuePositions {
  of(submissionId: string): Promise<number>;
  /** Calls the listener whenever the queue has moved. Returns the function that unsubscribes. */
  subscribe(submissionId: string, listener: (position: number) => void): () => void;
  close(): void;
}

/** One query serves all subscribers in this process, at most once per `intervalMs`. */
export function createQueuePositions(deps: {
  database: Database;
  messaging: Pick<Messaging, 'stream'>;
  changes: Pick<Changes, 'ofAny'>;
  intervalMs: number;
  onError: (error: unknown) => void;
}): QueuePositions {
  const { database, onError } = deps;
  const { stream } = deps.messaging;
  const subscribers = new ListenersByKey<(position: number) => void>();
  let timer: NodeJS.Timeout | null = null;

  const notifyAll = async (): Promise<void> => {
    const ids = [...subscribers.keys()];
    const positions = await stream.positions(ids);
    ids.forEach((id, index) => {
      const position = positions[index] ?? null;
      if (position !== null) for (const listener of subscribers.of(id)) listener(position);
    });
  };

  const unsubscribe = deps.changes.ofAny(() => {
    if (timer !== null || subscribers.size === 0) return;
    timer = setTimeout(() => {
      timer = null;
      notifyAll().catch(onError);
    }, deps.intervalMs);
  });

  return {
    async of(submissionId) {
      const [position] = await stream.positions([submissionId]).catch(() => []);
      return position ?? queuePosition(database.kysely, submissionId);
    },
    subscribe: (submissionId, listener) => subscribers.add(submissionId, listener),
    close() {
      unsubscribe();
      if (timer !== null) clearTimeout(timer);
    },
  };
}
