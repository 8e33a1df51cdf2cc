import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ConfigError, forgetSecrets, readEnvironment, readGiven } from './environment.ts';

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

  it('treats an empty variable like one that is not set', () => {
    expect(read({ TEST_PORT: '', TEST_PASSWORD: 'long enough' }).config.port).toBe(80);
  });

  it('reports all faults of all groups at once, and shows no value', () => {
    const attempt = () => read({ TEST_PORT: '70000', TEST_PASSWORD: 'short' });
    expect(attempt).toThrow(ConfigError);
    expect(attempt).toThrow(/TEST_PORT: .*\n.*TEST_PASSWORD: must have at least 8 characters/);
    expect(attempt).not.toThrow(/short/);
    expect(() => read({})).toThrow('TEST_PASSWORD: must be set');
  });
});

describe('secrets from files', () => {
  const files = { password: 'TEST_PASSWORD_FILE' };
  const folder = mkdtempSync(join(tmpdir(), 'touchstone-test-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const fileOf = (content: string): string => {
    const path = join(folder, 'secret');
    writeFileSync(path, content);
    return path;
  };
  const readWith = (environment: NodeJS.ProcessEnv) =>
    readEnvironment(environment, groups, variables, files);
  const secretIn = (content: string): string =>
    readWith({ TEST_PASSWORD_FILE: fileOf(content) }).secrets.password;

  it('are the text of the file without a final line end', () => {
    expect(secretIn('long enough')).toBe('long enough');
    expect(secretIn('long enough\n')).toBe('long enough');
    expect(secretIn('long enough\r\n')).toBe('long enough');
    expect(secretIn(' long enough \n\n')).toBe(' long enough \n');
  });

  it('are refused when the variable itself is set as well', () => {
    const both = { TEST_PASSWORD: 'long enough', TEST_PASSWORD_FILE: fileOf('long enough') };
    expect(() => readWith(both)).toThrow('TEST_PASSWORD and TEST_PASSWORD_FILE are both set');
    expect(readWith({ ...both, TEST_PASSWORD_FILE: '' }).secrets.password).toBe('long enough');
  });

  it('are reported by variable and path if the file is wrong, never by content', () => {
    const faultOf = (path: string): string => {
      try {
        readWith({ TEST_PORT: '70000', TEST_PASSWORD_FILE: path });
      } catch (error) {
        return (error as ConfigError).faults.join('\n');
      }
      return '';
    };
    const missing = join(folder, 'missing');
    expect(faultOf(missing)).toMatch(/^TEST_PORT: .*\nTEST_PASSWORD_FILE: .*\(ENOENT\)$/);
    expect(faultOf(missing)).toContain(missing);
    expect(faultOf(folder)).toContain('EISDIR');
    expect(faultOf(fileOf(''))).toContain(`the file ${join(folder, 'secret')} is empty`);
    expect(faultOf(fileOf('\n'))).toContain('is empty');
    expect(faultOf(fileOf('short'))).toMatch(/TEST_PASSWORD_FILE: must have at least 8 characters/);
    expect(faultOf(fileOf('short'))).not.toContain('short');
    expect(() => readWith({})).toThrow(
      "TEST_PASSWORD: must be set, or TEST_PASSWORD_FILE to a file's path",
    );
  });

  it('are removed from the environment once they are read', () => {
    const environment = { TEST_PASSWORD: 'long enough', TEST_PORT: '8080' };
    forgetSecrets(environment, variables, files);
    expect(environment).toEqual({ TEST_PORT: '8080' });
  });
});

describe('reading only given settings', () => {
  const given = (environment: NodeJS.ProcessEnv) =>
    readGiven(environment, { config: groups.config }, variables);

  it('omits what is not set, and returns the variables of the rest', () => {
    expect(given({ TEST_PORT: '8080', TEST_PASSWORD: 'secret', OTHER: 'x' })).toEqual({
      given: { config: { port: 8080 } },
      variables: { TEST_PORT: '8080' },
    });
    expect(given({ TEST_PORT: '' })).toEqual({ given: { config: {} }, variables: {} });
  });

  it('reports faults as well', () => {
    expect(() => given({ TEST_PORT: 'many' })).toThrow(/TEST_PORT: /);
  });
});
