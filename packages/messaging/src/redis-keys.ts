import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';
import { lanes, type Lane } from './lanes.ts';

export const group = 'graders';

/** All keys of the stream; scripts get every one of them, in this order. */
export interface StreamKeys {
  readonly lanes: Readonly<Record<Lane, string>>;
  /** Hash from submission id to `lane/entry id/ticket`. */
  readonly records: string;
  /** Hash of numbers: what was added to and taken from each lane, its pace, who holds how much. */
  readonly state: string;
  /** Hash from assignment id to the milliseconds that grading it takes on the average. */
  readonly costs: string;
  /** Hash from a grader's name to its slots and when it was heard of. */
  readonly graders: string;
  /** A stream of one entry at most: whoever waits for entries blocks on it. */
  readonly bell: string;
}

/** The braces put all keys into one hash slot of a Redis cluster, so they are lost together. */
export const streamKeys = (keyPrefix: string): StreamKeys => ({
  lanes: {
    quick: `{${keyPrefix}}:submissions`,
    crowded: `{${keyPrefix}}:submissions-crowded`,
    slow: `{${keyPrefix}}:submissions-slow`,
  },
  records: `{${keyPrefix}}:submission-entries`,
  state: `{${keyPrefix}}:lane-state`,
  costs: `{${keyPrefix}}:assignment-costs`,
  graders: `{${keyPrefix}}:graders-alive`,
  bell: `{${keyPrefix}}:bell`,
});

export function runScript(
  redis: Redis,
  script: string,
  keys: StreamKeys,
  ...args: (string | number)[]
): Promise<unknown> {
  const { records, state, costs, graders, bell } = keys;
  const all = [...lanes.map((lane) => keys.lanes[lane]), records, state, costs, graders, bell];
  return evaluate(redis, script, all, args);
}

const hashes = new Map<string, string>();

/**
 * Runs a script that Redis knows by its hash, and sends it only to one that does not: after a start,
 * or a loss of its data.
 */
export async function evaluate(
  redis: Redis,
  script: string,
  keys: readonly string[],
  args: readonly (string | number)[],
): Promise<unknown> {
  const hash = hashes.get(script) ?? createHash('sha1').update(script).digest('hex');
  hashes.set(script, hash);
  try {
    return await redis.evalsha(hash, keys.length, ...keys, ...args);
  } catch (error) {
    if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error;
    return redis.eval(script, keys.length, ...keys, ...args);
  }
}
