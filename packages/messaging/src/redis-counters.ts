import type { Redis } from 'ioredis';
import type { Counters } from './port.ts';
import { attempt } from './redis-connection.ts';
import { evaluate } from './redis-keys.ts';

/**
 * KEYS the counters; ARGV for each of them windowMs, amount and max, -1 for none. Gives 0, or the
 * number of the counter that would have come to more, and when its window ends.
 */
const chargeScript = `
for i, key in ipairs(KEYS) do
  local window = ARGV[3 * i - 2]
  local amount = tonumber(ARGV[3 * i - 1])
  local max = tonumber(ARGV[3 * i])
  local sum = tonumber(redis.call('GET', key) or '0')
  if max >= 0 and sum + amount > max then
    local left = redis.call('PTTL', key)
    return {i, left >= 0 and left or tonumber(window)}
  end
  if amount > 0 then
    redis.call('INCRBY', key, ARGV[3 * i - 1])
    if sum == 0 then redis.call('PEXPIRE', key, window) end
  end
end
return {0, 0}
`;

export const createRedisCounters = (redis: Redis, keyPrefix: string): Counters => {
  const noteKey = (key: string): string => `${keyPrefix}:note:${key}`;
  return {
    async charge(charges) {
      const keys = charges.map(({ key }) => `${keyPrefix}:count:${key}`);
      const args = charges.flatMap(({ windowMs, amount = 1, max = -1 }) => [windowMs, amount, max]);
      const answer = await attempt('count', () => evaluate(redis, chargeScript, keys, args));
      const [number, windowEndsInMs] = answer as [number, number];
      return number === 0 ? null : { index: number - 1, windowEndsInMs };
    },
    async note(key, value, forMs) {
      await attempt('note', () => redis.set(noteKey(key), value, 'PX', forMs));
    },
    noted: (key) => attempt('look up', () => redis.get(noteKey(key))),
  };
};
