import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { negotiate } from '@fastify/accept-negotiator';
import type { FastifyReply, FastifyRequest } from 'fastify';

/*
 * Answers that are the same for everyone, or for all members of a course: serialised, compressed and
 * tagged once, when they enter the cache, and sent unchanged from then on.
 */

/** In order of preference, for callers that accept several equally. */
const encodings = ['br', 'gzip', 'identity'] as const;
type Encoding = (typeof encodings)[number];

/** Smaller answers are not compressed. */
const compressMinBytes = 1024;

interface Representation {
  readonly body: Buffer;
  /** Strong, with its quotes: it identifies exactly these bytes (RFC 9110, 8.8.3). */
  readonly etag: string;
  readonly headers: Readonly<Record<string, string>>;
}

export type TaggedAnswer = Readonly<Partial<Record<Encoding, Representation>>> & {
  readonly identity: Representation;
  readonly cacheHeaders: Readonly<Record<string, string>>;
};

/** Who may get the same answer: a cache that several people share must not store that of members. */
export type Audience = 'everybody' | 'members';

const cacheHeadersFor: Readonly<Record<Audience, Readonly<Record<string, string>>>> = {
  everybody: { 'cache-control': 'no-cache', vary: 'accept-encoding' },
  members: {
    'cache-control': 'private, no-cache',
    vary: 'accept-encoding, authorization, cookie',
    // nginx ignores Cache-Control and Vary here, but not this.
    'x-accel-expires': '0',
  },
};

export const tagAnswer = (
  content: unknown,
  audience: Audience = 'everybody',
): Promise<TaggedAnswer> =>
  tagBytes(
    Buffer.from(JSON.stringify(content)),
    { 'content-type': 'application/json; charset=utf-8' },
    audience,
  );

/** An answer with that body; `headers` are those that describe it. */
export async function tagBytes(
  body: Buffer,
  headers: Readonly<Record<string, string>>,
  audience: Audience,
): Promise<TaggedAnswer> {
  const cacheHeaders = cacheHeadersFor[audience];
  const hash = createHash('sha256').update(body).digest('base64url').slice(0, 27);
  const represent = (encoded: Buffer, encoding?: Encoding): Representation => {
    const etag = encoding === undefined ? `"${hash}"` : `"${hash}-${encoding}"`;
    const contentEncoding = encoding && { 'content-encoding': encoding };
    return {
      body: encoded,
      etag,
      headers: { ...cacheHeaders, ...headers, etag, ...contentEncoding },
    };
  };
  const identity = represent(body);
  if (body.length < compressMinBytes) return { identity, cacheHeaders };
  const [br, gzipped] = await Promise.all([brotli(body), promisify(gzip)(body, { level: 9 })]);
  return {
    ...{ identity, cacheHeaders },
    ...{ br: represent(br, 'br'), gzip: represent(gzipped, 'gzip') },
  };
}

const brotli = (body: Buffer): Promise<Buffer> =>
  promisify(brotliCompress)(body, {
    params: {
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
      [constants.BROTLI_PARAM_QUALITY]: 9,
    },
  });

/** 304 to a caller that has it already; browsers store it, but revalidate each time. */
export function sendTagged(
  request: Pick<FastifyRequest, 'headers'>,
  reply: Pick<FastifyReply, 'headers' | 'code' | 'send'>,
  answer: TaggedAnswer,
): FastifyReply {
  const known = matchingTag(request.headers['if-none-match'], answer);
  if (known !== null) {
    return reply
      .headers({ ...answer.cacheHeaders, etag: known })
      .code(304)
      .send();
  }
  const accepted = request.headers['accept-encoding'];
  const wanted = (accepted && negotiate(accepted, [...encodings])) || 'identity';
  const { body, headers } = answer[wanted] ?? answer.identity;
  return reply.headers(headers).send(body);
}

/** The tag in If-None-Match that matches this answer in any encoding, or null. */
export function matchingTag(ifNoneMatch: string | undefined, answer: TaggedAnswer): string | null {
  if (ifNoneMatch === undefined) return null;
  if (ifNoneMatch.trim() === '*') return answer.identity.etag;
  const known = new Set(encodings.map((encoding) => answer[encoding]?.etag));
  for (const candidate of ifNoneMatch.split(',')) {
    const tag = candidate.trim().replace(/^W\//, '');
    if (known.has(tag)) return tag;
  }
  return null;
}
