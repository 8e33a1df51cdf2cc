import { createHash } from 'node:crypto';

/** Services that connect to Redis, each as a separate user. */
export type RedisRole = 'api' | 'grader';

/** A user of Redis: what it may do, without its password. */
export interface RedisUser {
  readonly name: string;
  readonly rules: readonly string[];
}

/** For every connection's own needs; `set` detects a full Redis. */
const ofConnections = ['ping', 'info', 'select', 'client|setname', 'set'];

/**
 * For consuming the stream. Redis also checks the commands in a script against the caller's rights.
 * Subcommands of `xgroup` are listed, so that groups can be created but not destroyed.
 */
const ofConsumers = [
  ...['eval', 'evalsha', 'multi', 'exec', 'time', 'exists'],
  ...['hget', 'hgetall', 'hset', 'hdel', 'hincrby'],
  ...['xadd', 'xdel', 'xack', 'xread', 'xreadgroup', 'xrevrange'],
  ...['xautoclaim', 'xpending', 'xclaim'],
  ...['xgroup|create', 'xgroup|delconsumer', 'xinfo|consumers'],
];

/** For APIs: they add to the stream, report on it, count, and send messages. */
const ofApis = [
  ...['hmget', 'hexists', 'xlen', 'get', 'incrby', 'pexpire', 'pttl'],
  ...['publish', 'subscribe', 'unsubscribe'],
];

/** A space would end the rule, a line break the user's line. */
const plainPrefix = /^[\w.:-]+$/;

/**
 * The users of an instance, which may use its keys only. APIs also reach its channels and counters;
 * graders only the stream's keys.
 */
export function redisUsers(keyPrefix = 'touchstone'): Readonly<Record<RedisRole, RedisUser>> {
  if (!plainPrefix.test(keyPrefix)) {
    throw new Error('A key prefix may only contain letters, digits, and _ . : -');
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

/** The user's line in redis.conf or an ACL file, with the password's hash instead of the password. */
export function redisUserLine({ name, rules }: RedisUser, password: string): string {
  const hash = createHash('sha256').update(password).digest('hex');
  return ['user', name, 'on', `#${hash}`, ...rules].join(' ');
}
