import type { Counters } from '../port.ts';
import { translateErrors } from './connection.ts';
import type { ScriptedRedis } from './scripts.ts';

export const createRedisCounters = (redis: ScriptedRedis, keyPrefix: string): Counters => {
  const noteKey = (key: string): string => `${keyPrefix}:note:${key}`;
  return {
    async charge(charges, note) {
      const keys = charges.map(({ key }) => `${keyPrefix}:count:${key}`);
      const args = charges.flatMap(({ windowMs, amount = 1, max = -1, ofNoted }) => [
        ...[windowMs, amount, max],
        ofNoted === undefined ? '' : noteKey(ofNoted),
      ]);
      if (note !== undefined) {
        keys.push(noteKey(note.key));
        args.push(note.value, note.forMs);
      }
      const [number, windowEndsInMs] = await translateErrors('count', () =>
        redis.chargeCounters(keys.length, ...keys, ...args),
      );
      return number === 0 ? null : { index: number - 1, windowEndsInMs };
    },
  };
};
