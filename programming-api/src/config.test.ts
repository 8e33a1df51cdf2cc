import { describe, expect, test } from 'vitest';
import { ConfigError } from '@touchstone/runtime';
import { createConfig, readConfig, readGivenSettings } from './config.ts';

const secrets = {
  TOUCHSTONE_DATABASE_URL: 'postgres://touchstone@localhost/touchstone',
  TOUCHSTONE_REDIS_URL: 'redis://localhost:6379',
  TOUCHSTONE_GRADER_SECRET: 'a-secret-of-graders',
};

function faultsOf(environment: NodeJS.ProcessEnv): readonly string[] {
  try {
    readConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
  return [];
}

describe('the configuration', () => {
  test('has defaults for everything except secrets', () => {
    expect(readConfig(secrets).config).toEqual(createConfig());
  });

  test('separates secrets', () => {
    const { config, secrets: read } = readConfig(secrets);
    expect(JSON.stringify(config)).not.toContain('secret');
    expect(read.graderSecret).toBe('a-secret-of-graders');
  });

  test('splits lists at commas', () => {
    const environment = { ...secrets, TOUCHSTONE_ALLOWED_HOSTS: ' a.example, b.example,' };
    expect(readConfig(environment).config.allowedHosts).toEqual(['a.example', 'b.example']);
  });

  test('treats an empty variable as not set', () => {
    expect(readConfig({ ...secrets, TOUCHSTONE_PORT: '' }).config.port).toBe(7801);
  });

  test('reports all faults at once, by variable', () => {
    const faults = faultsOf({ TOUCHSTONE_PORT: '70000', TOUCHSTONE_LOG_LEVEL: 'loud' });
    expect(faults.map((fault) => fault.split(':')[0])).toEqual([
      'TOUCHSTONE_PORT',
      'TOUCHSTONE_LOG_LEVEL',
      'TOUCHSTONE_DATABASE_URL',
      'TOUCHSTONE_REDIS_URL',
      'TOUCHSTONE_GRADER_SECRET',
    ]);
  });

  test('accepts a public URL that is an origin, and proxies that are addresses', () => {
    const environment = {
      ...secrets,
      TOUCHSTONE_PUBLIC_URL: 'https://Courses.example.org/',
      TOUCHSTONE_TRUSTED_PROXIES: 'loopback, 10.0.0.0/8',
    };
    expect(readConfig(environment).config).toMatchObject({
      publicUrl: 'https://courses.example.org',
      trustedProxies: ['loopback', '10.0.0.0/8'],
    });
    const faults = faultsOf({
      ...secrets,
      TOUCHSTONE_PUBLIC_URL: 'https://courses.example.org/python',
      TOUCHSTONE_TRUSTED_PROXIES: 'loopback, my-proxy',
    });
    expect(faults).toEqual([
      expect.stringMatching(/^TOUCHSTONE_PUBLIC_URL: must not have a path/),
      expect.stringMatching(/^TOUCHSTONE_TRUSTED_PROXIES: entry 2 must be an address/),
    ]);
  });

  test('passes on neither secrets nor its addresses', () => {
    const environment = { ...secrets, TOUCHSTONE_PORT: 'x', TOUCHSTONE_USER_LIMIT: '5' };
    expect(readGivenSettings(environment)).toEqual({
      given: { config: { userLimit: 5 } },
      variables: { TOUCHSTONE_USER_LIMIT: '5' },
    });
  });

  test('never shows a secret in a fault', () => {
    const faults = faultsOf({ ...secrets, TOUCHSTONE_GRADER_SECRET: 'hunter2' });
    expect(faults).toEqual(['TOUCHSTONE_GRADER_SECRET: must have at least 16 characters']);
  });
});

describe('mail', () => {
  const smtpUrl = 'smtp://user:p%40ss@mail.example.org:587';
  const mail = {
    ...secrets,
    TOUCHSTONE_SMTP_URL: smtpUrl,
    TOUCHSTONE_MAIL_FROM: 'Courses <courses@example.org>',
    TOUCHSTONE_PUBLIC_URL: 'https://courses.example.org',
  };

  test('is sent if all of it is set', () => {
    const read = readConfig(mail);
    expect(read.secrets.smtpUrl).toBe(smtpUrl);
    expect(JSON.stringify(read.config)).not.toContain('p%40ss');
    expect(readConfig(secrets).secrets.smtpUrl).toBeUndefined();
  });

  test.each([
    [{ TOUCHSTONE_SMTP_URL: '' }, 'TOUCHSTONE_SMTP_URL: must be set'],
    [{ TOUCHSTONE_MAIL_FROM: '' }, 'TOUCHSTONE_MAIL_FROM: must be set'],
    [{ TOUCHSTONE_PUBLIC_URL: '' }, 'TOUCHSTONE_PUBLIC_URL: must be set'],
    [{ TOUCHSTONE_SMTP_URL: 'mail.example.org' }, 'TOUCHSTONE_SMTP_URL: must start with smtp://'],
    [
      { TOUCHSTONE_SMTP_URL: 'smtp://a:s3cret@h/x' },
      'TOUCHSTONE_SMTP_URL: must end after the host',
    ],
    [{ TOUCHSTONE_SMTP_URL: 'smtp://user@h' }, 'TOUCHSTONE_SMTP_URL: must have both a user and'],
    [{ TOUCHSTONE_SMTP_URL: 'smtp://u:s3%cret@h' }, 'TOUCHSTONE_SMTP_URL: must have %25'],
    [{ TOUCHSTONE_SMTP_URL: 'smtp://' }, 'TOUCHSTONE_SMTP_URL: must have a host'],
    [{ TOUCHSTONE_MAIL_FROM: 'nobody' }, 'TOUCHSTONE_MAIL_FROM: must be an address'],
    [{ TOUCHSTONE_MAIL_FROM: 'a@b\nBcc: c@d' }, 'TOUCHSTONE_MAIL_FROM: must be an address'],
  ])('is refused with %j', (changes, fault) => {
    const faults = faultsOf({ ...mail, ...changes });
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(fault);
    expect(faults[0]).not.toContain('s3');
  });
});
