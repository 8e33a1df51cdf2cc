import { describe, expect, test } from 'vitest';
import { comesFromLoopback } from './routes.ts';

const comes = (remoteAddress: string | undefined, headers: Record<string, string>): boolean =>
  comesFromLoopback({ headers, raw: { socket: { remoteAddress } } });

describe('a request comes from loopback', () => {
  test.each([
    ['127.0.0.1', '127.0.0.1:7800'],
    ['::1', '[::1]:7800'],
    ['::ffff:127.0.0.1', 'localhost:7800'],
  ])('from %s to %s', (address, host) => {
    expect(comes(address, { host })).toBe(true);
  });
});

describe('a request does not come from loopback', () => {
  const host = '127.0.0.1:7800';
  test.each([
    ['from another machine', '192.0.2.1', { host }],
    ['over a closed connection', undefined, { host }],
    ['from a proxy that names its client', '127.0.0.1', { host, 'x-forwarded-for': '192.0.2.1' }],
    ['even if it claims to be this machine', '::1', { host, 'x-forwarded-for': '127.0.0.1' }],
    ['from a proxy that names the scheme', '127.0.0.1', { host, 'x-forwarded-proto': 'https' }],
    ['from a proxy with the standard header', '127.0.0.1', { host, forwarded: 'for=192.0.2.1' }],
    ['from a proxy that names itself', '127.0.0.1', { host, via: '1.1 proxy' }],
    ['from a proxy that passes the host on', '127.0.0.1', { host: 'courses.example.org' }],
    ['without a host', '127.0.0.1', {}],
  ])('%s', (_what, address, headers) => {
    expect(comes(address, headers)).toBe(false);
  });
});
