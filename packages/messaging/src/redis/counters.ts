import type { Counters } from '../port.ts';
import { translateErrors } from './connection.ts';
import type { ScriptedRedis } from './scripts.ts';

export const createRedisCounters = (redis: ScriptedRedis, keyPrefix: string): Counters => {
  const noteKey = (key: string): string => `${keyPrefix}:note:${key}`;
  return {
    async charge(charges) {
      const keys = charges.map(({ key }) => `${keyPrefix}:count:${key}`);
      const args = charges.flatMap(({ windowMs, amount = 1, max = -1 }) => [windowMs, amount, max]);
      const [number, windowEndsInMs] = await translateErrors('count', () =>
        redis.chargeCounters(keys.length, ...keys, ...args),
      );
      return number === 0 ? null : { index: number - 1, windowEndsInMs };
    },
    async note(key, value, forMs) {
      await translateErrors('note', () => redis.set(noteKey(key), value, 'PX', forMs));
    },
    noted: (key) => translateErrors('look up', () => redis.get(noteKey(key))),
  };
};
