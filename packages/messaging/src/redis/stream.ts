import { lanes, type LaneStates } from '../lanes.ts';
import { MessagingError, type StreamConsumer, type SubmissionStream } from '../port.ts';
import { translateErrors } from './connection.ts';
import type { StreamKeys } from './keys.ts';
import { runScript, type ScriptedRedis } from './scripts.ts';

/** More at once would keep other clients of Redis waiting. */
const maxPositions = 500;

export function createRedisStream(
  redis: ScriptedRedis,
  keys: StreamKeys,
  openConsumer: (name: string, slots: number) => StreamConsumer,
): SubmissionStream {
  const readLanes = (assignmentId?: string): Promise<(number | string)[]> =>
    translateErrors('report the lanes', () =>
      runScript(redis, 'readLanes', keys, { assignmentId }),
    );

  return {
    async add(entry, lane) {
      await translateErrors('add the submission', () =>
        runScript(redis, 'addEntry', keys, { ...entry, lane }),
      );
    },
    async missing(submissionIds) {
      if (submissionIds.length === 0) return [];
      const records = await translateErrors('read the records of entries', () =>
        redis.hmget(keys.records, ...submissionIds),
      );
      return submissionIds.filter((_, index) => records[index] === null);
    },
    async length() {
      const states = toLaneStates(await readLanes());
      return lanes.reduce((sum, lane) => sum + states[lane].length, 0);
    },
    lanes: async () => toLaneStates(await readLanes()),
    async prospect(assignmentId) {
      const answer = await readLanes(assignmentId);
      const lane = lanes[Number(answer[0]) - 1];
      if (lane === undefined) throw new MessagingError('Redis chose no lane');
      return { lane, held: Number(answer[1]), ...toLaneStates(answer)[lane] };
    },
    async positions(submissionIds) {
      const positions: (number | null)[] = [];
      for (let start = 0; start < submissionIds.length; start += maxPositions) {
        const some = submissionIds.slice(start, start + maxPositions);
        const answer = await translateErrors('report positions in the lanes', () =>
          runScript(redis, 'readPositions', keys, { submissionIds: some }),
        );
        positions.push(...answer.map((position) => (position < 0 ? null : position)));
      }
      return positions;
    },
    consumer: (name, slots = 1) => openConsumer(name, slots),
  };
}

function toLaneStates(answer: readonly (number | string)[]): LaneStates {
  const state = (index: number) => {
    const [length, perEntryMs, stalledMs] = answer.slice(2 + 3 * index, 5 + 3 * index);
    return {
      length: Number(length),
      perEntryMs: perEntryMs === '' ? null : Number(perEntryMs),
      stalledMs: Number(stalledMs),
    };
  };
  return { quick: state(0), crowded: state(1), slow: state(2), regrade: state(3) };
}
