import type { Redis } from 'ioredis';
import { MessagingError, StoreFullError } from './port.ts';

/** How Redis begins to say that it takes no writes, and what its operator may do. */
const refusals: readonly (readonly [RegExp, string])[] = [
  [
    /^OOM /,
    'Redis is full: it has reached its `maxmemory`. Give it more. ' +
      'What is handed in meanwhile is accepted, and graded when there is room.',
  ],
  [
    /^MISCONF /,
    'Redis can’t write its file, and takes nothing until it can: make room on its disk. ' +
      'What is handed in meanwhile is accepted, and graded when there is room.',
  ],
  [
    /^READONLY /,
    'Redis is a replica that can only be read: give this server the address of its master.',
  ],
];

const expiresAfterMs = 10_000;

/** Sets a key of its own; see `Messaging.ping`. */
export async function writeProbe(redis: Redis, keyPrefix: string): Promise<void> {
  try {
    await redis.set(`{${keyPrefix}}:write-probe`, '1', 'PX', expiresAfterMs);
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : '';
    const refusal = refusals.find(([pattern]) => pattern.test(said));
    if (refusal !== undefined) throw new StoreFullError(refusal[1], { cause });
    throw new MessagingError('Redis did not answer', { cause });
  }
}
