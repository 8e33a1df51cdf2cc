import { lanes, type LaneStates, type Place } from '../lanes.ts';
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
      const places: (Place | null)[] = [];
      for (let start = 0; start < submissionIds.length; start += maxPositions) {
        const some = submissionIds.slice(start, start + maxPositions);
        const answer = await translateErrors('report positions in the lanes', () =>
          runScript(redis, 'readPositions', keys, { submissionIds: some }),
        );
        some.forEach((_, index) => {
          const [lane, position = 0] = answer.slice(2 * index, 2 * index + 2);
          const name = lanes[Number(lane) - 1];
          places.push(name === undefined ? null : { lane: name, position });
        });
      }
      return places;
    },
    consumer: (name, slots = 1) => openConsumer(name, slots),
  };
}

function toLaneStates(answer: readonly (number | string)[]): LaneStates {
  const state = (index: number) => {
    const [length, perEntryMs, usualEntryMs, stalledMs] = answer.slice(
      2 + 4 * index,
      6 + 4 * index,
    );
    const ifKnown = (ms: number | string | undefined) => (ms === '' ? null : Number(ms));
    return {
      length: Number(length),
      perEntryMs: ifKnown(perEntryMs),
      usualEntryMs: ifKnown(usualEntryMs),
      stalledMs: Number(stalledMs),
    };
  };
  return { quick: state(0), crowded: state(1), slow: state(2), regrade: state(3) };
}
