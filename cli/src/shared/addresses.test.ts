import { expect, it } from 'vitest';
import { inUrl, isLoopback, ownAddresses } from './addresses.ts';

it.each(['localhost', '127.0.0.1', '127.1.2.3', '::1'])('knows %s as loopback', (host) => {
  expect(isLoopback(host)).toBe(true);
});

it.each(['0.0.0.0', '::', '192.168.1.5', '127.evil.example'])('knows %s as no loopback', (host) => {
  expect(isLoopback(host)).toBe(false);
});

it('names all addresses of the machine for a wildcard', () => {
  expect(ownAddresses('0.0.0.0')).toContain('127.0.0.1');
  expect(ownAddresses('192.168.1.5')).toEqual(['192.168.1.5']);
});

it('puts IPv6 addresses in brackets', () => {
  expect(inUrl('::1')).toBe('[::1]');
  expect(inUrl('127.0.0.1')).toBe('127.0.0.1');
});
