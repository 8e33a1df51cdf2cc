import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** Whether a request has the graders' secret; compares hashes of equal length in constant time. */
export function createGraderCheck(secret: string): (headers: IncomingHttpHeaders) => boolean {
  const secretHash = sha256(secret);
  return ({ authorization }) => {
    const presented = /^Bearer +(\S+) *$/i.exec(authorization ?? '')?.[1];
    return presented !== undefined && timingSafeEqual(sha256(presented), secretHash);
  };
}

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();
