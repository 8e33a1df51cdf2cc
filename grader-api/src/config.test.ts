import { expect, test } from 'vitest';
import { ConfigError } from '@touchstone/runtime';
import { createConfig, readConfig } from './config.ts';

const environment = {
  TOUCHSTONE_API_URLS: 'http://127.0.0.1:7801, http://127.0.0.1:7803',
  TOUCHSTONE_DATABASE_URL: 'postgres://grader:pw@127.0.0.1/touchstone',
  TOUCHSTONE_REDIS_URL: 'redis://127.0.0.1:6379',
  TOUCHSTONE_GRADER_SECRET: 'a secret of some length',
};

test('addresses and secrets are required, the rest has defaults', () => {
  const { config, surroundings, secrets } = readConfig(environment);
  expect(surroundings).toMatchObject({
    apiUrls: ['http://127.0.0.1:7801', 'http://127.0.0.1:7803'],
    python: '/usr/bin/python3',
    sandbox: 'bubblewrap',
  });
  expect(config.slots).toBeGreaterThan(0);
  expect(config.name).toContain(String(process.pid));
  expect(JSON.stringify([config, surroundings])).not.toContain(secrets.graderSecret);
});

test('variables are read, and empty ones count as not set', () => {
  const { config } = readConfig({
    ...environment,
    TOUCHSTONE_SLOTS: '3',
    TOUCHSTONE_GRADER_NAME: 'grader-1',
    TOUCHSTONE_CLAIM_IDLE_MS: '9000',
    TOUCHSTONE_PORT: '',
  });
  expect(config).toMatchObject({ slots: 3, name: 'grader-1', claimIdleMs: 9_000, port: 7802 });
});

test('all errors are reported at once, with the variable’s name and without its value', () => {
  const wrong = {
    ...environment,
    TOUCHSTONE_SLOTS: 'many',
    TOUCHSTONE_API_URLS: 'ftp://api',
    TOUCHSTONE_PYTHON: 'python3',
    TOUCHSTONE_GRADER_SECRET: 'tooshort',
    TOUCHSTONE_REDIS_URL: undefined,
  };
  let error: unknown;
  try {
    readConfig(wrong);
  } catch (caught) {
    error = caught;
  }
  expect(error).toBeInstanceOf(ConfigError);
  const { message, faults } = error as ConfigError;
  expect(faults.map((fault) => fault.split(':')[0]).sort()).toEqual([
    'TOUCHSTONE_API_URLS',
    'TOUCHSTONE_GRADER_SECRET',
    'TOUCHSTONE_PYTHON',
    'TOUCHSTONE_REDIS_URL',
    'TOUCHSTONE_SLOTS',
  ]);
  expect(message).toContain('TOUCHSTONE_REDIS_URL: must be set');
  expect(message).not.toContain('tooshort');
});

test('a grader must miss several heartbeats before it is silent', () => {
  const heartbeats = {
    TOUCHSTONE_GRADER_HEARTBEAT_MS: '1000',
    TOUCHSTONE_GRADER_SILENT_MS: '2999',
  };
  expect(() => readConfig({ ...environment, ...heartbeats })).toThrow(
    'TOUCHSTONE_GRADER_SILENT_MS: must be at least 3 times TOUCHSTONE_GRADER_HEARTBEAT_MS',
  );
});

test('a configuration can be created without the environment', () => {
  expect(createConfig({ slots: 1, name: 'grader-2' })).toMatchObject({ slots: 1, port: 7802 });
});
