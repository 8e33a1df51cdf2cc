import { createHash, randomBytes } from 'node:crypto';

/** 32 random bytes, base64url. */
const tokenPattern = /^[\w-]{43}$/;

export const newToken = (): string => randomBytes(32).toString('base64url');

/** Only this is stored of a token. The token has full entropy, so a plain hash is enough. */
export const hashToken = (token: string): Buffer => createHash('sha256').update(token).digest();

/**
 * The token of a request, or null. A bearer token takes precedence over the cookie; other schemes,
 * such as a proxy's Basic, are ignored.
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
