import { createHash } from 'node:crypto';
import type { FastifyInstance } from 'fastify';

/** An answer that is the same for everyone, serialised once. */
export interface TaggedAnswer {
  readonly body: string;
  /** Strong, with its quotes; the one of the uncompressed body. */
  readonly etag: string;
}

export function tagAnswer(content: unknown): TaggedAnswer {
  const body = JSON.stringify(content);
  return { body, etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"` };
}

/**
 * The tag of If-None-Match that names this answer, or null. A compressed answer carries
 * `"<tag>-br"` or `"<tag>-gzip"`, since a strong tag stands for the very bytes (RFC 9110, 8.8.3).
 */
export function matchingTag(ifNoneMatch: string | undefined, etag: string): string | null {
  if (ifNoneMatch === undefined) return null;
  if (ifNoneMatch.trim() === '*') return etag;
  const base = etag.slice(1, -1);
  const known = new Set([etag, `"${base}-br"`, `"${base}-gzip"`]);
  for (const candidate of ifNoneMatch.split(',')) {
    const tag = candidate.trim().replace(/^W\//, '');
    if (known.has(tag)) return tag;
  }
  return null;
}

/** Has to be called after compression is registered, so that its hook has run before this one. */
export function tagEncodings(app: FastifyInstance): void {
  app.addHook('onRoute', (route) => {
    if (route.config?.tagged !== true) return;
    route.onSend = [
      ...[route.onSend ?? []].flat(),
      (_request, reply, payload, done) => {
        const etag = reply.getHeader('etag');
        const encoding = reply.getHeader('content-encoding');
        if (typeof etag === 'string' && typeof encoding === 'string') {
          void reply.header('etag', `${etag.slice(0, -1)}-${encoding}"`);
        }
        done(null, payload);
      },
    ];
  });
}
