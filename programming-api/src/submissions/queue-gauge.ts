import { emptyingMs, type Lane, type Prospect } from '@touchstone/messaging';
import { within } from '@touchstone/runtime';
import { ProblemError } from '../http/problems.ts';

/*
 * Whether there is room for one more submission of an assignment. Three bounds apply to the lane that
 * its entry would go to (the stream's lanes.ts), so a full lane does not affect other lanes:
 *
 *   - `queueLimit` entries, whatever the pace;
 *   - the number of entries that graders drain in `queueSeconds` at the measured pace, but at least
 *     `alwaysRoomFor`. Not applied while the pace is unknown: nothing accepted is lost, and graders
 *     that are away for a moment come back;
 *   - of the places within `queueSeconds`, an assignment may hold as many as are still free. So one
 *     assignment alone gets half of them, two get a third each, and another one always finds room.
 *
 * While the stream does not answer, there is room: the row is what matters, the entry can wait.
 */

const prospectTimeoutMs = 300;
const alwaysRoomFor = 10;
/** Retry-After for a full lane whose pace is unknown. */
const unknownWaitMs = 10_000;
/** Spreads the retries of refused clients over this time, or the lane's drain time if shorter. */
const maxRetrySpreadMs = 30_000;
const maxRetryAfterSeconds = 60;

export interface QueueBounds {
  /** Entries in one lane. */
  readonly queueLimit: number;
  /** The time in which graders should drain a lane. */
  readonly queueSeconds: number;
}

export interface QueueGauge {
  /** Runs `work`, which adds an entry for the assignment, if there is room. @throws ProblemError 503 */
  withRoom<T>(assignmentId: string, work: () => Promise<T>): Promise<T>;
}

export function createQueueGauge(
  deps: QueueBounds & {
    prospect: (assignmentId: string) => Promise<Prospect>;
    onRefused: () => void;
    random?: () => number;
  },
): QueueGauge {
  const { prospect: readProspect, onRefused, random = Math.random } = deps;
  /** Accepted by this process, and perhaps not in the stream yet. */
  const underWay = new Set<{ lane: Lane; assignmentId: string }>();

  const withUnderWay = (prospect: Prospect, assignmentId: string): Prospect => {
    const inLane = [...underWay].filter(({ lane }) => lane === prospect.lane);
    const own = inLane.filter((each) => each.assignmentId === assignmentId);
    return {
      ...prospect,
      length: prospect.length + inLane.length,
      held: prospect.held + own.length,
    };
  };

  return {
    async withRoom(assignmentId, work) {
      const read = within(readProspect(assignmentId), prospectTimeoutMs, 'Reading the queue');
      const prospect = await read.catch(() => null);
      if (prospect === null) return work();
      const waitMs = missingRoomMs(withUnderWay(prospect, assignmentId), deps);
      if (waitMs !== null) {
        const spreadMs = Math.min(maxRetrySpreadMs, emptyingMs(prospect) ?? unknownWaitMs);
        const seconds = Math.ceil((waitMs + random() * spreadMs) / 1000);
        onRefused();
        throw new ProblemError('queue-full', {
          retryAfterSeconds: Math.min(maxRetryAfterSeconds, Math.max(1, seconds)),
        });
      }
      const entry = { lane: prospect.lane, assignmentId };
      underWay.add(entry);
      try {
        return await work();
      } finally {
        underWay.delete(entry);
      }
    },
  };
}

/** Null if there is room; else the approximate time until there is. */
export function missingRoomMs(prospect: Prospect, bounds: QueueBounds): number | null {
  const { length, held, perEntryMs, stalledMs } = prospect;
  if (length >= bounds.queueLimit) {
    return perEntryMs === null ? unknownWaitMs : (length - bounds.queueLimit + 1) * perEntryMs;
  }
  if (perEntryMs === null || length < alwaysRoomFor) return null;
  const free = (bounds.queueSeconds * 1000 - stalledMs) / perEntryMs - length;
  if (held < free) return null;
  // Each entry of the assignment that is graded lowers `held` and raises `free`.
  return Math.ceil((held - free + 1) / 2) * perEntryMs;
}
