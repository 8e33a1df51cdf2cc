import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ConfigError, readEnvironment, readGiven } from './environment.ts';

const groups = {
  config: z.strictObject({
    port: z.coerce.number().int().max(65_535).default(80),
    waitMs: z.number().default(5),
  }),
  secrets: z.strictObject({ password: z.string().min(8, 'must have at least 8 characters') }),
};
const variables = { port: 'TEST_PORT', password: 'TEST_PASSWORD' };
const read = (environment: NodeJS.ProcessEnv) => readEnvironment(environment, groups, variables);

describe('reading the environment', () => {
  it('sorts settings into their groups and fills in defaults', () => {
    expect(read({ TEST_PORT: '8080', TEST_PASSWORD: 'long enough', OTHER: 'x' })).toEqual({
      config: { port: 8080, waitMs: 5 },
      secrets: { password: 'long enough' },
    });
  });

  it('takes an empty variable for one that is not set', () => {
    expect(read({ TEST_PORT: '', TEST_PASSWORD: 'long enough' }).config.port).toBe(80);
  });

  it('tells all faults of all groups at once, and shows no value', () => {
    const attempt = () => read({ TEST_PORT: '70000', TEST_PASSWORD: 'short' });
    expect(attempt).toThrow(ConfigError);
    expect(attempt).toThrow(/TEST_PORT: .*\n.*TEST_PASSWORD: must have at least 8 characters/);
    expect(attempt).not.toThrow(/short/);
    expect(() => read({})).toThrow('TEST_PASSWORD: must be set');
  });
});

describe('reading what is given alone', () => {
  const given = (environment: NodeJS.ProcessEnv) =>
    readGiven(environment, { config: groups.config }, variables);

  it('leaves out what is not set, and says which variables gave the rest', () => {
    expect(given({ TEST_PORT: '8080', TEST_PASSWORD: 'secret', OTHER: 'x' })).toEqual({
      given: { config: { port: 8080 } },
      variables: { TEST_PORT: '8080' },
    });
    expect(given({ TEST_PORT: '' })).toEqual({ given: { config: {} }, variables: {} });
  });

  it('tells of faults as well', () => {
    expect(() => given({ TEST_PORT: 'many' })).toThrow(/TEST_PORT: /);
  });
});
