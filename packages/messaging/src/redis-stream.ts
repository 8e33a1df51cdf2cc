import type { StreamEntry } from '@touchstone/contracts';
import type { Redis } from 'ioredis';
import type { StreamConsumer, SubmissionStream } from './port.ts';
import { attempt } from './redis-connection.ts';
import { addScript } from './redis-scripts.ts';

export interface StreamKeys {
  readonly stream: string;
  /** Hash from submission id to entry id. */
  readonly records: string;
}

/** The stream's keys; the braces put both into one hash slot of a Redis cluster. */
export const streamKeys = (keyPrefix: string): StreamKeys => ({
  stream: `{${keyPrefix}}:submissions`,
  records: `{${keyPrefix}}:submission-entries`,
});

export interface RedisStreamOptions {
  readonly redis: Redis;
  readonly keys: StreamKeys;
  readonly openConsumer: (name: string) => StreamConsumer;
}

export function createRedisStream({
  redis,
  keys,
  openConsumer,
}: RedisStreamOptions): SubmissionStream {
  return {
    async add({ submissionId, attempt: attempts }: StreamEntry) {
      await attempt('add the submission', () =>
        redis.eval(addScript, 2, keys.stream, keys.records, submissionId, attempts),
      );
    },
    async missing(submissionIds) {
      if (submissionIds.length === 0) return [];
      const entryIds = await attempt('read the records of entries', () =>
        redis.hmget(keys.records, ...submissionIds),
      );
      return submissionIds.filter((_, index) => entryIds[index] === null);
    },
    length: () => attempt('count the entries', () => redis.xlen(keys.stream)),
    consumer: openConsumer,
  };
}
