import { randomUUID } from 'node:crypto';
import { startTestRedis, type TestRedis } from '@touchstone/test-kit';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createRedisMessaging, redisUserLine, redisUsers, type RedisRole } from '../src/index.ts';
import type { Messaging } from '../src/index.ts';
import { describeMessaging, newEntry, submissionIds } from './messaging-conformance.ts';
import { passLaneTime } from './messaging-pair.ts';

const keyPrefix = 'instance-1';
const users = redisUsers(keyPrefix);

let redis: TestRedis;
let admin: Redis;
beforeAll(async () => {
  const lines = Object.values(users).map((user) => {
    const lineFor = (password: string): string => redisUserLine(user, password);
    return [user.name, lineFor] as const;
  });
  redis = await startTestRedis({ users: Object.fromEntries(lines) });
  admin = new Redis(redis.url);
});
afterAll(async () => {
  admin.disconnect();
  await redis.stop();
});

const urlOf = (role: RedisRole): string => redis.server.userUrls[users[role].name] ?? '';
const open = (role: RedisRole): Promise<Messaging> =>
  createRedisMessaging({ url: urlOf(role), keyPrefix });

/** Graders consume the stream, APIs do the rest. */
async function openBoth(): Promise<Messaging> {
  const [api, grader] = [await open('api'), await open('grader')];
  return {
    ...api,
    stream: { ...api.stream, consumer: (...args) => grader.stream.consumer(...args) },
    ping: async () => {
      await Promise.all([api.ping(), grader.ping()]);
    },
    close: async () => {
      await grader.close();
      await api.close();
    },
  };
}

describe('messaging by the users of APIs and graders', () => {
  describeMessaging(async () => {
    await admin.flushall();
    const [first, second] = [await openBoth(), await openBoth()];
    return {
      first,
      second,
      passTime: (ms) => passLaneTime(admin, keyPrefix, ms),
      close: async () => {
        await Promise.all([first.close(), second.close()]);
      },
    };
  });

  test('a grader recreates lost groups, forgets idle consumers and drops malformed entries', async () => {
    await admin.flushall();
    const errors = vi.fn<(error: Error) => void>();
    const grader = await createRedisMessaging({
      url: urlOf('grader'),
      keyPrefix,
      forgetConsumersAfterMs: 1,
      onError: errors,
    });
    const consumer = grader.stream.consumer('a');
    await expect(consumer.claimIdle(1, 0)).resolves.toEqual([]);
    await admin.flushall();
    await admin.xadd(`{${keyPrefix}}:submissions`, '*', 'no', 'sense');
    const api = await open('api');
    const entry = newEntry();
    await api.stream.add(entry);
    expect(submissionIds(await consumer.take(5, { waitMs: 10_000 }))).toEqual([entry.submissionId]);
    await consumer.claimIdle(1, 60_000);
    const messages = errors.mock.calls.map(([error]) => `${error.message} ${String(error.cause)}`);
    expect(messages.join('\n')).not.toContain('NOPERM');
    await grader.close();
    await api.close();
  });
});

describe.each(['api', 'grader'] as const)('the %s’s user', (role) => {
  let client: Redis;
  beforeEach(async () => {
    client = new Redis(urlOf(role));
    await admin.set('foreign', 'secret');
    await admin.set(keyPrefix, 'beside');
    await admin.set('{instance-10}:state', 'another instance');
  });
  afterEach(() => client.disconnect());

  test.each([
    ...['flushall', 'flushdb', 'keys *', 'scan 0', 'dbsize', 'randomkey', 'swapdb 0 1'],
    ...['config get requirepass', 'config set maxmemory 1', 'config rewrite'],
    ...['acl list', 'acl whoami', 'acl setuser me on', 'client list', 'client kill type normal'],
    ...[
      'debug sleep 0',
      'shutdown nosave',
      'monitor',
      'save',
      'bgsave',
      'slowlog get',
      'module list',
    ],
    ...[
      'script flush',
      'script load x',
      'function list',
      'replicaof no one',
      'psync ? -1',
      'migrate h 1 k 0 5',
    ],
    ...['get foreign', 'set foreign x', 'del foreign', 'xread streams foreign 0', 'hget foreign a'],
    ...['hset {instance-10}:state a b', `hset ${keyPrefix} a b`, `del {${keyPrefix}}:submissions`],
    ...[`xgroup destroy {${keyPrefix}}:submissions graders`, `rename {${keyPrefix}}:a foreign`],
    ...['publish other:submission-changed x', 'subscribe other', 'psubscribe *', 'pubsub channels'],
  ])('may not %s', async (line) => {
    const [command = '', ...args] = line.split(' ');
    await expect(client.call(command, ...args)).rejects.toThrow(/NOPERM|DEBUG command not allowed/);
  });

  test.each([
    ["return redis.call('GET', 'foreign')", []],
    ["return redis.call('HGET', 'foreign', 'a')", []],
    ["return redis.call('HGET', KEYS[1], 'a')", ['foreign']],
    ["return redis.call('FLUSHALL')", []],
    ["return redis.call('KEYS', '*')", []],
    ["return redis.call('PUBLISH', 'other', 'x')", []],
    ["redis.setresp(3) return redis.call('CONFIG', 'GET', '*')", []],
  ])('may do no more in the script %s', async (script, keys) => {
    await expect(client.eval(script, keys.length, ...keys)).rejects.toThrow(
      /NOPERM|The user executing the script can|not allowed from script/,
    );
    await expect(admin.get('foreign')).resolves.toBe('secret');
  });
});

test('a grader may not publish, subscribe or count', async () => {
  const client = new Redis(urlOf('grader'));
  await expect(client.publish(`${keyPrefix}:cache-flush`, '{}')).rejects.toThrow('NOPERM');
  await expect(client.subscribe(`${keyPrefix}:cache-flush`)).rejects.toThrow('NOPERM');
  await expect(client.incr(`${keyPrefix}:count:x`)).rejects.toThrow('NOPERM');
  client.disconnect();
});

test('nobody else can log in', async () => {
  const address = new URL(redis.url);
  for (const login of ['', `default:${address.password}@`, `${users.api.name}:wrong@`]) {
    const client = new Redis(`redis://${login}${address.host}`, {
      lazyConnect: true,
      maxRetriesPerRequest: 0,
      retryStrategy: null,
    });
    client.on('error', () => undefined);
    await expect(client.connect().then(() => client.ping())).rejects.toThrow();
    client.disconnect();
  }
});

test('a user’s line contains only the password’s hash, and a prefix that would end a rule is refused', () => {
  const password = randomUUID();
  const line = redisUserLine(users.grader, password);
  expect(line).toMatch(
    /^user instance-1-grader on #[0-9a-f]{64} resetkeys resetchannels ~\{instance-1\}:\* -@all /,
  );
  expect(line).not.toContain(password);
  for (const prefix of ['', 'a b', 'a\nb', '*', 'a?', '[a]', '{a}']) {
    expect(() => redisUsers(prefix)).toThrow('A key prefix may only contain');
  }
});
