import type { QueueState } from '@touchstone/contracts';
import { liveLanes, type LaneStates } from '@touchstone/messaging';
import type { VerdictTimes } from '../grading/verdict-times.ts';

/** The queue of the whole server, and how long results take now. */
export type ReadQueueState = () => Promise<QueueState>;

export const createReadQueueState =
  (deps: {
    lanes: () => Promise<LaneStates>;
    oldestQueuedMs: () => Promise<number>;
    times: Pick<VerdictTimes, 'read'>;
  }): ReadQueueState =>
  async () => {
    const [lanes, oldestMs] = await Promise.all([deps.lanes(), deps.oldestQueuedMs()]);
    return {
      waiting: liveLanes.reduce((sum, lane) => sum + lanes[lane].length, 0),
      oldestSeconds: oldestMs / 1000,
      ...deps.times.read(),
    };
  };
