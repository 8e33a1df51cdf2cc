import type { FastifyRequest } from 'fastify';
import { describe, expect, test } from 'vitest';
import { createHostCheck, hostName, isOwnOrigin } from './hosts-and-origins.ts';

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
  test('of loopback is always answered, with any port', () => {
    for (const host of ['localhost', 'LOCALHOST:7800', '127.0.0.1:80', '127.9.9.9', '[::1]:7800']) {
      expect(isAnswered(host), host).toBe(true);
    }
  });

  test('that is configured is answered, whatever its case, port and final dot', () => {
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

  test('that is unknown, odd or missing is not', () => {
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

  test('is own when it names the host that the request went to', () => {
    expect(isOwnOrigin('http://localhost:7800', 'localhost:7800')).toBe(true);
    expect(isOwnOrigin('https://courses.example', 'courses.example')).toBe(true);
    expect(isOwnOrigin('https://courses.example', 'courses.example:443')).toBe(true);
  });

  test('is foreign when host or port differ, or it is none', () => {
    expect(isOwnOrigin('http://evil.example', 'localhost:7800')).toBe(false);
    expect(isOwnOrigin('http://localhost:3000', 'localhost:7800')).toBe(false);
    expect(isOwnOrigin('null', 'localhost:7800')).toBe(false);
    expect(isOwnOrigin('file://localhost', 'localhost')).toBe(false);
    expect(isOwnOrigin('http://localhost', undefined)).toBe(false);
  });
});
