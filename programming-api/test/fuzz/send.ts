import { request as httpRequest } from 'node:http';
import { text } from 'node:stream/consumers';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import type { FuzzAnswer } from './check-answer.ts';
import type { FuzzRequest } from './requests.ts';

const unpackers: Readonly<Record<string, (body: Buffer) => Buffer>> = {
  identity: (body) => body,
  br: (body) => (body.length === 0 ? body : brotliDecompressSync(body)),
  gzip: (body) => (body.length === 0 ? body : gunzipSync(body)),
};

/** Without a socket, which is fast. Not for event streams, which do not end. */
export async function sendInside(
  app: FastifyInstance,
  { method, url, headers, payload }: FuzzRequest,
): Promise<FuzzAnswer> {
  const answer = await app.inject({
    method,
    url,
    headers,
    payload,
  });
  const { statusCode: status, headers: answered, rawPayload } = answer;
  const unpack = unpackers[answered['content-encoding'] ?? 'identity'];
  if (unpack === undefined)
    throw new Error(`Unknown encoding ${String(answered['content-encoding'])}`);
  return {
    status,
    contentType: String(answered['content-type']),
    body: unpack(rawPayload).toString(),
  };
}

/** Over HTTP. Of an event stream, waits for the head only. */
export function sendOverHttp(
  baseUrl: string,
  { method, url, headers, payload }: FuzzRequest,
): Promise<FuzzAnswer> {
  const sent = { ...headers, expect: '', 'content-length': String(payload.length) };
  return new Promise((resolve, reject) => {
    const request = httpRequest(baseUrl, { method, path: url, headers: sent, agent: false });
    request.once('error', reject);
    request.once('response', (response) => {
      const status = response.statusCode ?? 0;
      const contentType = response.headers['content-type'];
      if (status === 200 && contentType?.startsWith('text/event-stream')) {
        response.destroy();
        resolve({ status, contentType, body: '' });
      } else {
        text(response).then((body) => resolve({ status, contentType, body }), reject);
      }
    });
    request.end(payload);
  });
}
