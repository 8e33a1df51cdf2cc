import { expect, test } from 'vitest';
import { hashToken, newToken, presentedToken } from './session-token.ts';

const token = newToken();

test('a token has 32 bytes, and no two are alike', () => {
  expect(Buffer.from(token, 'base64url')).toHaveLength(32);
  expect(newToken()).not.toBe(token);
});

test('a token is stored as its SHA-256', () => {
  expect(hashToken('abc').toString('hex')).toMatch(/^ba7816bf8f01cfea414140de5dae2223/);
});

test('a bearer token goes before the cookie', () => {
  expect(presentedToken(`Bearer ${token}`, newToken())).toEqual({ token, by: 'bearer' });
});

test('a malformed bearer token is not replaced by the cookie', () => {
  expect(presentedToken('Bearer nonsense', token)).toBeNull();
});

test('another scheme leaves the cookie in place', () => {
  expect(presentedToken('Basic dXNlcjpwYXNz', token)).toEqual({ token, by: 'cookie' });
});

test('what can not be a token is none', () => {
  for (const cookie of [undefined, '', 'short', `${token}!`, `${token}A`]) {
    expect(presentedToken(undefined, cookie)).toBeNull();
  }
});
