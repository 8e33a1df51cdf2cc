import { expect, test } from 'vitest';
import { addressGroup } from './address-group.ts';

test.each([
  '::ffff:192.0.2.7',
  '::FFFF:c000:207',
  '0:0:0:0:0:ffff:192.0.2.7',
  '0000:0000:0000:0000:0000:ffff:c000:0207',
  '::ffff:192.0.2.7%eth0',
  '64:ff9b::192.0.2.7',
  '64:FF9B::c000:207',
])('%s is an IPv4 address in IPv6', (ip) => {
  expect(addressGroup(ip)).toBe('192.0.2.7');
});

test('each IPv4 address is its own group', () => {
  expect(addressGroup('192.0.2.7')).toBe('192.0.2.7');
  expect(addressGroup('192.0.2.8')).not.toBe(addressGroup('192.0.2.7'));
});

test.each([
  ['2001:db8:1:2::', '2001:db8:1:2:ffff:ffff:ffff:ffff'],
  ['2001:DB8:1:2::1', '2001:0db8:0001:0002:0000:0000:0000:0009'],
  ['2001:db8::1', '2001:db8:0:0:1::'],
  ['2001:db8::192.0.2.7', '2001:db8::7'],
  ['fe80::1%eth0', 'fe80::2%eth1'],
  ['64:ff9b::1:2:3', '64:ff9b::'],
])('%s and %s are in the same /64', (one, other) => {
  expect(addressGroup(one)).toBe(addressGroup(other));
});

test('a neighbouring /64 is another group', () => {
  const groups = ['2001:db8::', '2001:db8:0:1::', '2001:db8:0:2::1', '2001:db8:1::'].map(
    addressGroup,
  );
  expect(new Set(groups).size).toBe(4);
});

test('a text that is not an address is its own group', () => {
  expect(addressGroup('unknown')).toBe('unknown');
  expect(addressGroup('')).toBe('');
});
