import type { Redis } from 'ioredis';
import { lanes } from '../src/lanes.ts';
import type { Messaging } from '../src/port.ts';

/** The messaging of two processes over one empty store; in one process both are the same. */
export interface MessagingPair {
  readonly first: Messaging;
  readonly second: Messaging;
  /** Lets the store act as if `ms` more had passed since it last measured a lane. */
  passTime(ms: number): Promise<void>;
  close(): Promise<void>;
}

/** Redis's clock can't be set, so this makes its last measurements of the lanes `ms` older. */
export async function passLaneTime(redis: Redis, keyPrefix: string, ms: number): Promise<void> {
  const state = `{${keyPrefix}}:lane-state`;
  for (const lane of lanes) await redis.hincrby(state, `lastMs:${lane}`, -ms);
}
