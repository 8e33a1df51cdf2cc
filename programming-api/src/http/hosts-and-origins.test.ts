import type { FastifyRequest } from 'fastify';
import { describe, expect, test } from 'vitest';
import { createHostCheck, createOriginCheck, hostName, isOwnOrigin } from './hosts-and-origins.ts';

const isAnswered = (host: string | undefined, url = '/api/courses'): boolean => {
  const check = createHostCheck(['courses.example', '192.0.2.7:7800', '2001:db8::1', '*']);
  try {
    check({ headers: { host }, url } as FastifyRequest);
    return true;
  } catch {
    return false;
  }
};

describe('a Host', () => {
  test('of loopback is always accepted, with any port', () => {
    for (const host of ['localhost', 'LOCALHOST:7800', '127.0.0.1:80', '127.9.9.9', '[::1]:7800']) {
      expect(isAnswered(host), host).toBe(true);
    }
  });

  test('that is configured is accepted, whatever its case, port and final dot', () => {
    for (const host of [
      'courses.example',
      'Courses.Example:443',
      'courses.example.',
      '192.0.2.7',
    ]) {
      expect(isAnswered(host), host).toBe(true);
    }
    expect(isAnswered('[2001:db8::1]:7800')).toBe(true);
  });

  test('that is unknown, malformed or missing is refused', () => {
    const odd = ['evil.example', 'localhost.evil.example', 'localhost@evil.example', 'a b', ''];
    for (const host of [...odd, '127.0.0.1.evil.example', 'evil.example#localhost', undefined]) {
      expect(isAnswered(host), host).toBe(false);
    }
  });

  test('does not matter to probes and graders', () => {
    for (const url of ['/health/live', '/metrics', '/internal/results', '/health/ready?x=1']) {
      expect(isAnswered('10.1.2.3:7801', url), url).toBe(true);
    }
    expect(isAnswered('10.1.2.3:7801', '/healthy')).toBe(false);
  });

  test('is read without its port', () => {
    expect(hostName('a.example:1234')).toBe('a.example');
    expect(hostName('[2001:db8::1]:80')).toBe('[2001:db8::1]');
    expect(hostName('a.example:port')).toBeNull();
  });
});

describe('an Origin', () => {
  test('may be missing', () => {
    expect(isOwnOrigin(undefined, 'localhost')).toBe(true);
  });

  test('is own if it has the host of the request', () => {
    expect(isOwnOrigin('http://localhost:7800', 'localhost:7800')).toBe(true);
    expect(isOwnOrigin('https://courses.example', 'courses.example')).toBe(true);
    expect(isOwnOrigin('https://courses.example', 'courses.example:443')).toBe(true);
  });

  test('is foreign if host or port differ, or it is malformed', () => {
    expect(isOwnOrigin('http://evil.example', 'localhost:7800')).toBe(false);
    expect(isOwnOrigin('http://localhost:3000', 'localhost:7800')).toBe(false);
    expect(isOwnOrigin('null', 'localhost:7800')).toBe(false);
    expect(isOwnOrigin('file://localhost', 'localhost')).toBe(false);
    expect(isOwnOrigin('http://localhost', undefined)).toBe(false);
  });
});

describe('with a public URL', () => {
  const passes = (check: () => void): boolean => {
    try {
      check();
      return true;
    } catch {
      return false;
    }
  };
  const checkHost = (publicUrl: string, host: string) =>
    passes(() => createHostCheck([], publicUrl)({ headers: { host }, url: '/' } as FastifyRequest));

  test('its host is accepted, with its port', () => {
    for (const host of ['courses.example', 'Courses.Example', 'courses.example:443']) {
      expect(checkHost('https://courses.example', host), host).toBe(true);
    }
    expect(checkHost('http://courses.example', 'courses.example:80')).toBe(true);
    expect(checkHost('https://courses.example:8443', 'courses.example:8443')).toBe(true);
    expect(checkHost('https://[2001:db8::1]', '[2001:db8::1]')).toBe(true);
  });

  test('loopback is accepted as well, and nothing else', () => {
    const url = 'https://courses.example';
    for (const host of ['localhost:7800', '127.0.0.1:7800', '[::1]']) {
      expect(checkHost(url, host), host).toBe(true);
    }
    const others = ['courses.example:80', 'courses.example:7800', 'evil.example', 'example'];
    for (const host of [...others, 'a.courses.example', 'courses.example.evil', '']) {
      expect(checkHost(url, host), host).toBe(false);
    }
  });

  test('requests are accepted from its pages, and with its host from no others', () => {
    const check = createOriginCheck('https://courses.example');
    const comes = (host: string, origin?: string) =>
      passes(() => check({ headers: { host, ...(origin !== undefined && { origin }) } }));
    expect(comes('courses.example', 'https://courses.example')).toBe(true);
    expect(comes('courses.example:443', 'https://courses.example')).toBe(true);
    expect(comes('courses.example')).toBe(true);
    // A proxy that sets its target as Host.
    expect(comes('127.0.0.1:7800', 'https://courses.example')).toBe(true);
    expect(comes('127.0.0.1:7800', 'http://127.0.0.1:7800')).toBe(true);
    for (const foreign of ['http://courses.example', 'https://courses.example:8443', 'null']) {
      expect(comes('courses.example', foreign), foreign).toBe(false);
    }
    for (const host of ['courses.example', '127.0.0.1:7800']) {
      expect(comes(host, 'https://evil.example'), host).toBe(false);
    }
    expect(comes('127.0.0.1:7800', 'http://127.0.0.1:3000')).toBe(false);
  });
});
