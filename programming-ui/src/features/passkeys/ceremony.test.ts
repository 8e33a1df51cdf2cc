import { describe, expect, test } from 'vitest';
import { canUsePasskeys, failureOf } from './ceremony.ts';

describe('passkeys work', () => {
  const at = (hostname: string, changes: object = {}) =>
    canUsePasskeys({
      ...{ isSecureContext: true, location: { hostname }, PublicKeyCredential: Object },
      ...changes,
    });

  test('on a host name over TLS, and on this machine', () => {
    expect(at('courses.example.org')).toBe(true);
    expect(at('localhost')).toBe(true);
  });

  test('not without TLS, for an address, or in a browser that knows none', () => {
    expect(at('courses.example.org', { isSecureContext: false })).toBe(false);
    for (const address of ['127.0.0.1', '10.0.0.7', '[::1]']) expect(at(address)).toBe(false);
    expect(at('localhost', { PublicKeyCredential: undefined })).toBe(false);
  });
});

test('a failure of the browser is told apart from one of a call', () => {
  expect(failureOf(new DOMException('no', 'NotAllowedError'))).toBe('cancelled');
  expect(failureOf(new DOMException('no', 'UnknownError'))).toBe('failed');
  expect(failureOf(new Error('a call'))).toBeNull();
});
