import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ProblemError } from './problems.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true });

function decode(body: Buffer): string {
  try {
    return utf8.decode(body);
  } catch (cause) {
    throw new ProblemError('invalid-request', { detail: 'The body is not UTF-8.' }, { cause });
  }
}

/**
 * Bodies are JSON or empty, whatever their type; an empty one is `undefined` to the schema. See
 * {@link requireJson} for which calls require a type.
 */
export function parseJsonBodies(app: FastifyInstance): void {
  const parseJson = app.getDefaultJsonParser('error', 'error');
  app.removeAllContentTypeParsers();
  app.addContentTypeParser<Buffer>(
    'application/json',
    { parseAs: 'buffer' },
    (request, body, done) => {
      if (body.length === 0) done(null, undefined);
      else void parseJson(request, decode(body), done);
    },
  );
  app.addContentTypeParser<Buffer>('*', { parseAs: 'buffer' }, (_request, body, done) => {
    if (body.length === 0) done(null, undefined);
    else done(new ProblemError('unsupported-media-type', { detail: 'Send application/json.' }));
  });
}

const json = /^application\/json\s*(?:;\s*charset="?utf-8"?\s*)?$/i;

/**
 * Requires application/json, which a form or script of another site cannot send without a preflight
 * request. A call that takes no body needs no type if none is sent; browsers send Origin with it,
 * which is checked.
 */
export function requireJson({ headers, routeOptions }: FastifyRequest): void {
  const encoding = headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity') {
    throw new ProblemError('unsupported-media-type', { detail: 'Send the body uncompressed.' });
  }
  const type = headers['content-type'];
  if (type === undefined && routeOptions.config.bodiless === true && !announcesBody(headers))
    return;
  if (!json.test(type ?? '')) {
    throw new ProblemError('unsupported-media-type', {
      detail: 'Send the header Content-Type: application/json.',
    });
  }
}

const announcesBody = (headers: FastifyRequest['headers']): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) !== 0;
