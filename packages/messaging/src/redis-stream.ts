import type { Redis } from 'ioredis';
import { lanes, type LaneStates } from './lanes.ts';
import { MessagingError, type StreamConsumer, type SubmissionStream } from './port.ts';
import { attempt } from './redis-connection.ts';
import { runScript, type StreamKeys } from './redis-keys.ts';
import { addScript, positionsScript, prospectScript } from './redis-scripts.ts';

/** More would keep others waiting. */
const positionsAtOnce = 500;

export interface RedisStreamOptions {
  readonly redis: Redis;
  readonly keys: StreamKeys;
  readonly openConsumer: (name: string, slots: number) => StreamConsumer;
}

export function createRedisStream({
  redis,
  keys,
  openConsumer,
}: RedisStreamOptions): SubmissionStream {
  const readProspect = async (assignmentId: string): Promise<(number | string)[]> =>
    attempt('tell of the lanes', async () => {
      const reply = await runScript(redis, prospectScript, keys, assignmentId);
      return reply as (number | string)[];
    });

  return {
    async add({ submissionId, assignmentId, attempt: attempts, requestId = '' }) {
      await attempt('add the submission', () =>
        runScript(redis, addScript, keys, submissionId, attempts, assignmentId, requestId),
      );
    },
    async missing(submissionIds) {
      if (submissionIds.length === 0) return [];
      const records = await attempt('read the records of entries', () =>
        redis.hmget(keys.records, ...submissionIds),
      );
      return submissionIds.filter((_, index) => records[index] === null);
    },
    async length() {
      const states = toLaneStates(await readProspect(''));
      return lanes.reduce((sum, lane) => sum + states[lane].length, 0);
    },
    lanes: async () => toLaneStates(await readProspect('')),
    async prospect(assignmentId) {
      const answer = await readProspect(assignmentId);
      const lane = lanes[Number(answer[0]) - 1];
      if (lane === undefined) throw new MessagingError('Redis names no lane');
      return { lane, held: Number(answer[1]), ...toLaneStates(answer)[lane] };
    },
    async positions(submissionIds) {
      const positions: (number | null)[] = [];
      for (let start = 0; start < submissionIds.length; start += positionsAtOnce) {
        const some = submissionIds.slice(start, start + positionsAtOnce);
        const answer = (await attempt('tell positions in the lanes', () =>
          runScript(redis, positionsScript, keys, ...some),
        )) as number[];
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
  return { quick: state(0), crowded: state(1), slow: state(2) };
}
