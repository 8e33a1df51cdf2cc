import type { SubmissionEvents } from '@touchstone/contracts';
import { queuePosition, type Database } from '@touchstone/database';
import { emptyingMs, type LaneStates, type Messaging, type Place } from '@touchstone/messaging';
import { batched } from '@touchstone/runtime';
import type { Changes } from './changes.ts';
import { ListenersByKey } from './listeners-by-key.ts';

/*
 * A position is the number of submissions in the same lane of the stream that graders take before
 * this one. Other lanes do not count, since graders alternate between lanes. If a row's stream entry
 * is missing or the stream does not answer, all queued rows before it count, and the time is not known.
 */

/** `seconds` is about how long the submission waits at the pace of its lane. */
export type QueuePlace = SubmissionEvents['queued'];

export interface QueuePositions {
  of(submissionId: string): Promise<QueuePlace>;
  /**
   * Calls the listener when the queue has moved: the longer the wait, the less often. Returns the function that
   * unsubscribes.
   */
  subscribe(submissionId: string, listener: (place: QueuePlace) => void): () => void;
  close(): void;
}

/** Of a backlog of thousands each moves many times a second: this share of the wait is between two events. */
const restShare = 0.05;
/** The wait that counts for a place while the pace of its lane is unknown. */
const unknownEntryMs = 100;
const maxRestMs = 10_000;

/** One query serves all subscribers in this process whose rest is over, at most once per `intervalMs`. */
export function createQueuePositions(deps: {
  database: Database;
  messaging: Pick<Messaging, 'stream'>;
  changes: Pick<Changes, 'ofAny'>;
  intervalMs: number;
  onError: (error: unknown) => void;
}): QueuePositions {
  const { database, intervalMs, onError } = deps;
  const { stream } = deps.messaging;
  const subscribers = new ListenersByKey<(place: QueuePlace) => void>();
  /** Until then nothing is sent of these submissions. */
  const restsUntil = new Map<string, number>();
  let timer: NodeJS.Timeout | null = null;

  const placesOf = async (ids: readonly string[]): Promise<(QueuePlace | null)[]> => {
    const [places, lanes] = await Promise.all([stream.positions(ids), stream.lanes()]);
    return places.map((place) => place && withSeconds(place, lanes));
  };
  const placeOf = batched(placesOf);
  const rest = (id: string, { position, seconds }: QueuePlace): void => {
    const waitMs = seconds === null ? position * unknownEntryMs : seconds * 1000;
    restsUntil.set(id, performance.now() + Math.min(maxRestMs, waitMs * restShare));
  };

  const schedule = (inMs: number): void => {
    timer ??= setTimeout(() => {
      timer = null;
      notifyAll().catch(onError);
    }, inMs);
  };

  const notifyAll = async (): Promise<void> => {
    const now = performance.now();
    const restMs = (id: string): number => Math.max(0, (restsUntil.get(id) ?? 0) - now);
    const all = subscribers.keys();
    const ids = all.filter((id) => restMs(id) === 0);
    // The queue may not move again after the others' rest.
    const later = all.map(restMs).filter((ms) => ms > 0);
    if (later.length > 0)
      schedule(
        Math.max(
          intervalMs,
          later.reduce((a, b) => Math.min(a, b)),
        ),
      );
    if (ids.length === 0) return;
    const places = await placesOf(ids);
    ids.forEach((id, index) => {
      const place = places[index] ?? null;
      if (place === null || !subscribers.has(id)) return;
      rest(id, place);
      for (const listener of subscribers.of(id)) listener(place);
    });
  };

  const unsubscribe = deps.changes.ofAny(() => {
    if (subscribers.size > 0) schedule(intervalMs);
  });

  return {
    async of(submissionId) {
      const place = await placeOf(submissionId).catch(() => null);
      if (place) return place;
      return { position: await queuePosition(database.kysely, submissionId), seconds: null };
    },
    subscribe(submissionId, listener) {
      const remove = subscribers.add(submissionId, listener);
      return () => {
        remove();
        if (!subscribers.has(submissionId)) restsUntil.delete(submissionId);
      };
    },
    close() {
      unsubscribe();
      if (timer !== null) clearTimeout(timer);
    },
  };
}

function withSeconds({ lane, position }: Place, lanes: LaneStates): QueuePlace {
  const waitMs = emptyingMs({ ...lanes[lane], length: position + 1 });
  return { position, seconds: waitMs === null ? null : Math.ceil(waitMs / 1000) };
}
