import { expect, it, vi } from 'vitest';
import { takeLinkToken } from './link-token.ts';

function open(hash: string) {
  const replaceState = vi.fn();
  const location = { hash, pathname: '/sign-in' } as Location;
  const token = takeLinkToken({ location, history: { replaceState } as unknown as History });
  return { token, replaceState };
}

it('takes the token of a link out of the address', () => {
  const { token, replaceState } = open('#secret');
  expect(token).toBe('secret');
  expect(replaceState).toHaveBeenCalledExactlyOnceWith(null, '', '/sign-in');
});

it('finds none in an address without', () => {
  const { token, replaceState } = open('');
  expect(token).toBeNull();
  expect(replaceState).not.toHaveBeenCalled();
});
