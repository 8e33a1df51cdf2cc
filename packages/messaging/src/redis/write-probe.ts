import type { Redis } from 'ioredis';
import { MessagingError, StoreFullError } from '../port.ts';

/** How Redis's error messages start when it accepts no writes, and what its operator may do. */
const refusals: readonly (readonly [RegExp, string])[] = [
  [
    /^OOM /,
    'Redis is full: it has reached its `maxmemory`. Raise it. ' +
      'Submissions are still accepted, and graded once Redis can write again.',
  ],
  [
    /^MISCONF /,
    'Redis can’t write its file and accepts no writes until it can: free space on its disk. ' +
      'Submissions are still accepted, and graded once Redis can write again.',
  ],
  [/^READONLY /, 'Redis is a read-only replica: configure the address of its master.'],
];

const expiresAfterMs = 10_000;

/** Sets a key that nothing reads; see `Messaging.ping`. */
export async function writeProbe(redis: Redis, keyPrefix: string): Promise<void> {
  try {
    await redis.set(`{${keyPrefix}}:write-probe`, '1', 'PX', expiresAfterMs);
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : '';
    const refusal = refusals.find(([pattern]) => pattern.test(message));
    if (refusal !== undefined) throw new StoreFullError(refusal[1], { cause });
    throw new MessagingError('Redis did not answer', { cause });
  }
}
