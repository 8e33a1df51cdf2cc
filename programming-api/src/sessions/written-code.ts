import { createHash, randomBytes } from 'node:crypto';

/*
 * Secrets that people read, write down and type: Crockford's base 32, in groups of four. Characters
 * that are easily confused are read as one; case, dashes and spaces are ignored.
 */

const digits = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const groups = /.{4}(?=.)/g;

/** @param length in characters of 5 random bits each */
export function newWrittenCode(length: number): string {
  const characters = Array.from(randomBytes(length), (byte) => digits[byte % digits.length] ?? '');
  return characters.join('').replace(groups, '$&-');
}

/** SHA-256 of the normalised code. */
export function hashWrittenCode(code: string): Buffer {
  const normalised = code
    .toUpperCase()
    .replaceAll(/[\s\p{Dash_Punctuation}]/gu, '')
    .replaceAll('O', '0')
    .replaceAll(/[IL]/g, '1');
  return createHash('sha256').update(normalised).digest();
}
