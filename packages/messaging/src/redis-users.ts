import { createHash } from 'node:crypto';

/** Who talks to Redis, each as a user of its own. */
export type RedisRole = 'api' | 'grader';

/** A user of Redis by its access control list: what it may do, with no word on its password. */
export interface RedisUser {
  readonly name: string;
  readonly rules: readonly string[];
}

/** What every connection asks for itself, before and between its work; `set` finds a full Redis. */
const ofConnections = ['ping', 'info', 'select', 'client|setname', 'set'];

/**
 * What consuming the stream takes, in scripts and outside of them: Redis holds a script to what its
 * caller may do. `xgroup` is named by its parts, so that groups can be made and not destroyed.
 */
const ofConsumers = [
  ...['eval', 'evalsha', 'multi', 'exec', 'time', 'exists'],
  ...['hget', 'hgetall', 'hset', 'hdel', 'hincrby'],
  ...[
    'xadd',
    'xdel',
    'xack',
    'xread',
    'xreadgroup',
    'xrevrange',
    'xautoclaim',
    'xpending',
    'xclaim',
  ],
  ...['xgroup|create', 'xgroup|delconsumer', 'xinfo|consumers'],
];

/** What the API does besides: it adds to the stream, tells of it, counts, and sends messages. */
const ofApis = [
  ...['hmget', 'hexists', 'xlen', 'get', 'incrby', 'pexpire', 'pttl'],
  ...['publish', 'subscribe', 'unsubscribe'],
];

/** Redis ends a rule at a blank, and a line at its end. */
const plainPrefix = /^[\w.:-]+$/;

/**
 * The users of an instance. Both are held to its keys. Only APIs reach its channels and its
 * counters; a grader has the stream's keys alone.
 */
export function redisUsers(keyPrefix = 'touchstone'): Readonly<Record<RedisRole, RedisUser>> {
  if (!plainPrefix.test(keyPrefix)) {
    throw new Error('A key prefix has letters, digits, and any of _ . : - and nothing else.');
  }
  const streamKeys = `~{${keyPrefix}}:*`;
  const user = (role: RedisRole, places: readonly string[], commands: readonly string[]) => ({
    name: `${keyPrefix}-${role}`,
    rules: [
      'resetkeys',
      'resetchannels',
      ...places,
      '-@all',
      ...commands.map((name) => `+${name}`),
    ],
  });
  return {
    api: user(
      'api',
      [streamKeys, `~${keyPrefix}:*`, `&${keyPrefix}:*`],
      [...ofConnections, ...ofConsumers, ...ofApis],
    ),
    grader: user('grader', [streamKeys], [...ofConnections, ...ofConsumers]),
  };
}

/** As it stands in redis.conf or an ACL file; shows the password's hash, never the password. */
export function redisUserLine({ name, rules }: RedisUser, password: string): string {
  const hash = createHash('sha256').update(password).digest('hex');
  return ['user', name, 'on', `#${hash}`, ...rules].join(' ');
}
