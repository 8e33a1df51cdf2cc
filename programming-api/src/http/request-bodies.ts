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
 * Bodies are JSON or empty, whatever their type says; an empty one is `undefined` to the schema.
 * Which calls demand a type is another matter, see {@link demandJson}.
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
 * Demands application/json even where there is no body: a form or script of another site can't
 * send that without asking first.
 */
export function demandJson({ headers }: FastifyRequest): void {
  const encoding = headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity') {
    throw new ProblemError('unsupported-media-type', { detail: 'Send the body uncompressed.' });
  }
  if (!json.test(headers['content-type'] ?? '')) {
    throw new ProblemError('unsupported-media-type', {
      detail: 'Send the header Content-Type: application/json.',
    });
  }
}
