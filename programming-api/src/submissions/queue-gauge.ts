import { emptyingMs, type Lane, type Prospect } from '@touchstone/messaging';
import { within } from '@touchstone/service';
import { ProblemError } from '../http/problems.ts';

/*
 * Whether there is room for one more submission of an assignment. Three bounds, all of them the
 * lane's that its entry would go to (the stream's lanes.ts), so a full lane refuses nothing that
 * goes to another:
 *
 *   - so many entries at the most, whatever their pace;
 *   - so many as graders empty in a stated time at the pace measured, and no fewer than
 *     `alwaysRoomFor`; this one is left out while the pace is not known: what was accepted is never
 *     lost, and graders that are away for a moment come back;
 *   - of the places that the stated time gives an assignment may hold as many as are still free. So
 *     one alone takes half of them, two a third each, and there is always room for a newcomer.
 *
 * While the stream does not answer there is room: the row is what counts, the entry can wait.
 */

const prospectTimeoutMs = 300;
const alwaysRoomFor = 10;
/** How long to wait for a lane that has come to its most while its pace is not known. */
const unknownWaitMs = 10_000;
/** Those who were sent away come back spread over about so long, or what the lane's entries take. */
const spreadMostMs = 30_000;
const retryMostSeconds = 60;

export interface QueueBounds {
  /** Entries in one lane. */
  readonly queueLimit: number;
  /** In which graders are to empty a lane. */
  readonly queueSeconds: number;
}

export interface QueueGauge {
  /** Does the work, which adds an entry for that assignment. @throws ProblemError 503 */
  withRoom<T>(assignmentId: string, work: () => Promise<T>): Promise<T>;
}

export function createQueueGauge(
  deps: QueueBounds & {
    prospect: (assignmentId: string) => Promise<Prospect>;
    onRefused: () => void;
    random?: () => number;
  },
): QueueGauge {
  const { prospect: ask, onRefused, random = Math.random } = deps;
  /** Let in by this process, and perhaps not in the stream yet. */
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
      const asked = within(ask(assignmentId), prospectTimeoutMs, 'Looking at the queue');
      const prospect = await asked.catch(() => null);
      if (prospect === null) return work();
      const waitMs = missingRoomMs(withUnderWay(prospect, assignmentId), deps);
      if (waitMs !== null) {
        const spreadMs = Math.min(spreadMostMs, emptyingMs(prospect) ?? unknownWaitMs);
        const seconds = Math.ceil((waitMs + random() * spreadMs) / 1000);
        onRefused();
        throw new ProblemError('queue-full', {
          retryAfterSeconds: Math.min(retryMostSeconds, Math.max(1, seconds)),
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

/** Null when there is room; else about how long until there is. */
export function missingRoomMs(prospect: Prospect, bounds: QueueBounds): number | null {
  const { length, held, perEntryMs, stalledMs } = prospect;
  if (length >= bounds.queueLimit) {
    return perEntryMs === null ? unknownWaitMs : (length - bounds.queueLimit + 1) * perEntryMs;
  }
  if (perEntryMs === null || length < alwaysRoomFor) return null;
  const free = (bounds.queueSeconds * 1000 - stalledMs) / perEntryMs - length;
  if (held < free) return null;
  // Each of its own that ends is one less to hold, and one more place.
  return Math.ceil((held - free + 1) / 2) * perEntryMs;
}
