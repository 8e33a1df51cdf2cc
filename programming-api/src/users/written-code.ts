import { createHash, randomBytes } from 'node:crypto';

/*
 * Secrets that people read, write down and type: Crockford's base 32, in groups of four. What is
 * easily taken for another sign is read as that one; case, dashes and spaces don't matter.
 */

const digits = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const groups = /.{4}(?=.)/g;

/** @param length in signs of 5 random bits each */
export function newWrittenCode(length: number): string {
  const signs = Array.from(randomBytes(length), (byte) => digits[byte % digits.length] ?? '');
  return signs.join('').replace(groups, '$&-');
}

/** SHA-256 of what is meant, whichever way it was written. */
export function hashWrittenCode(code: string): Buffer {
  const meant = code
    .toUpperCase()
    .replaceAll(/[\s\p{Dash_Punctuation}]/gu, '')
    .replaceAll('O', '0')
    .replaceAll(/[IL]/g, '1');
  return createHash('sha256').update(meant).digest();
}
