import { streamEntrySchema } from '@touchstone/contracts';
import type { Redis } from 'ioredis';
import { lanes, type Lane } from './lanes.ts';
import { MessagingError, type Delivery } from './port.ts';
import { group, type StreamKeys } from './redis-keys.ts';

export type RawEntry = readonly [entryId: string, fields: readonly string[] | null];
export type LaneEntry = readonly [lane: Lane, ...RawEntry];

interface EntriesInHandOptions {
  readonly commands: Redis;
  readonly keys: StreamKeys;
  readonly onError: (error: Error) => void;
}

/** What one consumer was delivered and has neither acknowledged nor released. */
export class EntriesInHand {
  readonly #options: EntriesInHandOptions;
  /** By lane and entry id, since when. */
  readonly #sinceMs = new Map<string, number>();
  /** Taken over from another while in hand from before. */
  readonly #takenBack = new Set<string>();

  constructor(options: EntriesInHandOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#sinceMs.size;
  }

  has(lane: Lane, entryId: string): boolean {
    return this.#sinceMs.has(nameOf({ lane, entryId }));
  }

  /** Takes entries into hand, at most that many; drops those whose content is gone or makes no sense. */
  deliver(entries: readonly LaneEntry[], most = entries.length): Delivery[] {
    const deliveries: Delivery[] = [];
    for (const [lane, entryId, fields] of entries) {
      if (this.has(lane, entryId) || deliveries.length === most) continue;
      const delivery = parseEntry(lane, entryId, fields);
      if (delivery) {
        this.#sinceMs.set(nameOf(delivery), performance.now());
        deliveries.push(delivery);
      } else {
        this.#drop(lane, entryId);
      }
    }
    return deliveries;
  }

  /** The same of entries that others had. One in hand from before is due again when that is let go. */
  deliverTakenOver(entries: readonly LaneEntry[]): Delivery[] {
    for (const [lane, entryId] of entries) {
      if (this.has(lane, entryId)) this.#takenBack.add(nameOf({ lane, entryId }));
    }
    return this.deliver(entries);
  }

  /** Returns for how long it was in hand, and whether it is due again if it is still pending. */
  letGo(delivery: Delivery): { heldMs: number; isDueAgain: boolean } {
    const name = nameOf(delivery);
    const now = performance.now();
    const sinceMs = this.#sinceMs.get(name) ?? now;
    this.#sinceMs.delete(name);
    return { heldMs: now - sinceMs, isDueAgain: this.#takenBack.delete(name) };
  }

  #drop(lane: Lane, entryId: string): void {
    const { commands, keys, onError } = this.#options;
    onError(new MessagingError(`Stream entry ${entryId} is deleted or malformed and is dropped`));
    commands
      .multi()
      .xack(keys.lanes[lane], group, entryId)
      .xdel(keys.lanes[lane], entryId)
      .exec()
      .catch(onError);
  }
}

const nameOf = ({ lane, entryId }: Pick<Delivery, 'lane' | 'entryId'>): string =>
  `${lane}/${entryId}`;

function parseEntry(
  lane: Lane,
  entryId: string,
  fields: readonly string[] | null,
): Delivery | null {
  if (fields === null) return null;
  const valueOf = (name: string): string | undefined => {
    const index = fields.indexOf(name);
    return index < 0 ? undefined : fields[index + 1];
  };
  const parsed = streamEntrySchema.safeParse({
    submissionId: valueOf('submissionId'),
    assignmentId: valueOf('assignmentId'),
    attempt: Number(valueOf('attempt')),
    requestId: valueOf('requestId'),
  });
  return parsed.success ? { lane, entryId, entry: parsed.data } : null;
}

/** The reply of a read of several lanes. */
export const entriesOfLanes = (
  keys: StreamKeys,
  reply: readonly (readonly [key: string, entries: readonly RawEntry[]])[],
): LaneEntry[] =>
  reply.flatMap(([key, entries]) => {
    const lane = lanes.find((each) => keys.lanes[each] === key);
    return lane === undefined ? [] : entries.map((entry): LaneEntry => [lane, ...entry]);
  });
