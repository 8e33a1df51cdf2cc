import { describe, expect, it } from 'vitest';
import { createProxyCheck, networksOf, trustedProxySchema } from './trusted-proxies.ts';

describe('a trusted proxy', () => {
  it.each([
    ...['127.0.0.1', '10.0.0.0/8', '192.0.2.7/32', '::1', '2001:db8::/32', '::ffff:10.0.0.1'],
    ...['loopback', 'linklocal', 'uniquelocal'],
  ])('may be %s', (proxy) => {
    expect(trustedProxySchema.safeParse(proxy).success).toBe(true);
  });

  it.each([
    ...['', 'localhost', 'proxy.example', '10.0.0', '10.0.0.0/33', '10.0.0.0/0', '10.0.0.0/08'],
    ...[
      '::/129',
      '::ffff:0.0.0.0/96',
      '10.0.0.0/255.0.0.0',
      '10.0.0.0/8/8',
      '10.0.0.1:80',
      'fe80::1%eth0',
      '*',
      'all',
    ],
    ...['constructor', '10.0.0.1;', '10.0.0.0/', ' 10.0.0.1', '300.1.1.1'],
  ])('may not be %j', (proxy) => {
    const { error } = trustedProxySchema.safeParse(proxy);
    expect(error?.issues[0]?.message).toContain('must be an address, a network');
  });
});

describe('the trusted addresses', () => {
  const isTrusted = createProxyCheck(['loopback', '10.0.0.0/8', '2001:db8::/32', '192.0.2.7']);

  it.each([
    ...['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1', '10.255.0.1', '::ffff:10.0.0.1'],
    ...['2001:db8:1::1', '192.0.2.7'],
  ])('include %s', (address) => {
    expect(isTrusted(address)).toBe(true);
  });

  it.each([
    ...['11.0.0.1', '::2', '2001:db9::1', '192.0.2.8', '::ffff:11.0.0.1'],
    ...['', 'unknown', 'loopback', '127.0.0.1, 10.0.0.1', '127.0.0.1:80', '_hidden'],
  ])('never include %j', (address) => {
    expect(isTrusted(address)).toBe(false);
  });

  it('are none without a proxy', () => {
    expect(createProxyCheck([])('127.0.0.1')).toBe(false);
  });
});

it('names stand for networks that nginx knows', () => {
  expect(networksOf(['loopback', '192.0.2.7', '::ffff:10.0.0.0/104'])).toEqual([
    ...['127.0.0.0/8', '::1/128', '192.0.2.7/32', '10.0.0.0/8'],
  ]);
});
