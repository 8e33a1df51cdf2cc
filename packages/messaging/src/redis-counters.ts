import type { Redis } from 'ioredis';
import type { Counters } from './port.ts';
import { attempt } from './redis-connection.ts';
import { evaluate } from './redis-keys.ts';

/** KEYS a counter; ARGV windowMs. */
const countScript = `
local count = redis.call('INCR', KEYS[1])
if count == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
return {count, redis.call('PTTL', KEYS[1])}
`;

export const createRedisCounters = (redis: Redis, keyPrefix: string): Counters => ({
  async count(key, windowMs) {
    const answer = await attempt('count', () =>
      evaluate(redis, countScript, [`${keyPrefix}:count:${key}`], [windowMs]),
    );
    const [count, windowEndsInMs] = answer as [number, number];
    return { count, windowEndsInMs };
  },
});
