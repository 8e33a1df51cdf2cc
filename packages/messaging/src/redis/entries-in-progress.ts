import { streamEntrySchema } from '@touchstone/contracts';
import type { Redis } from 'ioredis';
import { lanes, type Lane } from '../lanes.ts';
import { MessagingError, type Delivery } from '../port.ts';
import { group, type StreamKeys } from './keys.ts';

export type RawEntry = readonly [entryId: string, fields: readonly string[] | null];
export type LaneEntry = readonly [lane: Lane, ...RawEntry];

interface EntriesInProgressOptions {
  readonly commands: Redis;
  readonly keys: StreamKeys;
  readonly onError: (error: Error) => void;
}

/** The entries that a consumer got and has neither acknowledged nor released. */
export class EntriesInProgress {
  readonly #options: EntriesInProgressOptions;
  /** Start times by lane and entry id. */
  readonly #sinceMs = new Map<string, number>();
  /** Claimed from another consumer while still in progress here. */
  readonly #claimedAgain = new Set<string>();

  constructor(options: EntriesInProgressOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#sinceMs.size;
  }

  has(lane: Lane, entryId: string): boolean {
    return this.#sinceMs.has(nameOf({ lane, entryId }));
  }

  /** Starts up to `limit` of the entries; drops those that are deleted or malformed. */
  deliver(entries: readonly LaneEntry[], limit = entries.length): Delivery[] {
    const deliveries: Delivery[] = [];
    for (const [lane, entryId, fields] of entries) {
      if (this.has(lane, entryId) || deliveries.length === limit) continue;
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

  /** The same for entries claimed from others. One in progress is due again after its release. */
  deliverClaimed(entries: readonly LaneEntry[]): Delivery[] {
    for (const [lane, entryId] of entries) {
      if (this.has(lane, entryId)) this.#claimedAgain.add(nameOf({ lane, entryId }));
    }
    return this.deliver(entries);
  }

  /** Returns how long it was in progress, and whether it is due again if still pending. */
  release(delivery: Delivery): { heldMs: number; isDueAgain: boolean } {
    const name = nameOf(delivery);
    const now = performance.now();
    const sinceMs = this.#sinceMs.get(name) ?? now;
    this.#sinceMs.delete(name);
    return { heldMs: now - sinceMs, isDueAgain: this.#claimedAgain.delete(name) };
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

/** Entries in the reply to a read of several lanes. */
export const entriesOfLanes = (
  keys: StreamKeys,
  reply: readonly (readonly [key: string, entries: readonly RawEntry[]])[],
): LaneEntry[] =>
  reply.flatMap(([key, entries]) => {
    const lane = lanes.find((each) => keys.lanes[each] === key);
    return lane === undefined ? [] : entries.map((entry): LaneEntry => [lane, ...entry]);
  });
