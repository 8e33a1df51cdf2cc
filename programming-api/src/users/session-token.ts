import { createHash, randomBytes } from 'node:crypto';

/** 32 random bytes, base64url. */
const tokenPattern = /^[\w-]{43}$/;

export const newToken = (): string => randomBytes(32).toString('base64url');

/** What of a token is stored. The token has full entropy, so a plain hash does. */
export const hashToken = (token: string): Buffer => createHash('sha256').update(token).digest();

/**
 * The token of a request, or null. A bearer token goes before the cookie; other schemes, such as
 * a proxy's Basic, are not ours to read.
 */
export function presentedToken(
  authorization: string | undefined,
  cookie: string | undefined,
): { token: string; by: 'bearer' | 'cookie' } | null {
  const bearer = /^Bearer +(\S*) *$/i.exec(authorization ?? '')?.[1];
  const token = bearer ?? cookie;
  if (token === undefined || !tokenPattern.test(token)) return null;
  return { token, by: bearer === undefined ? 'cookie' : 'bearer' };
}
