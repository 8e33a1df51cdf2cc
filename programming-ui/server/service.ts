import fastifyStatic from '@fastify/static';
import { cacheControl, pageHeaders } from '@touchstone/contracts';
import type { FastifyPluginCallback, FastifyReply, FastifyRequest } from 'fastify';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

export interface UiPluginOptions {
  /** What `npm run build` made; by default the one of this checkout. */
  readonly distFolder?: string;
}

/** Addresses that are other servers' to answer, so never with the page. */
const foreignPaths = /^\/(?:api|internal|health|metrics|assets|grader-api)(?:\/|$)/;

const builtFolder = join(import.meta.dirname, '..', 'dist');

/**
 * Serves the built page: files under `/assets/` for ever (their names carry a hash), the other
 * files and, for every page address, index.html after asking (`no-cache` with an ETag). Sends the
 * precompressed `.br` or `.gz` where the browser takes it. Throws at once when the page is not built.
 */
export function createUiPlugin({
  distFolder = builtFolder,
}: UiPluginOptions = {}): FastifyPluginCallback {
  if (!existsSync(join(distFolder, 'index.html'))) {
    throw new Error(`The page is not built: ${distFolder} has no index.html. Run "npm run build".`);
  }
  return (app, _options, done) => {
    app.register(fastifyStatic, {
      root: distFolder,
      serve: false,
      preCompressed: true,
      // As nginx has it: a page is short.
      acceptRanges: false,
      cacheControl: false,
    });
    app.get('/assets/*', (request, reply) => sendFile(request, reply, distFolder));
    app.get('/*', (request, reply) => {
      const path = pathOf(request);
      if (foreignPaths.test(path)) {
        reply.callNotFound();
        return reply;
      }
      if (isPlainFile(path, distFolder)) return sendFile(request, reply, distFolder);
      if (!acceptsHtml(request)) {
        reply.callNotFound();
        return reply;
      }
      return reply
        .headers({
          ...pageHeaders,
          'cache-control': cacheControl.revalidate,
          vary: 'accept-encoding',
        })
        .sendFile('index.html');
    });
    done();
  };
}

/** A file of the built page by its own name. */
function sendFile(request: FastifyRequest, reply: FastifyReply, distFolder: string): FastifyReply {
  const path = pathOf(request);
  if (!isPlainFile(path, distFolder)) {
    reply.callNotFound();
    return reply;
  }
  const keep = path.startsWith('/assets/') ? cacheControl.immutable : cacheControl.revalidate;
  return reply
    .headers({ ...pageHeaders, 'cache-control': keep, vary: 'accept-encoding' })
    .sendFile(path.slice(1));
}

const pathOf = (request: FastifyRequest): string => request.url.split('?', 1)[0] ?? '/';

/** Names that the build gives: no escapes, no folders above, nothing hidden. */
const plainPath = /^\/(?:assets\/)?[\w-][\w.-]*\.\w+$/;

function isPlainFile(path: string, distFolder: string): boolean {
  return plainPath.test(path) && existsSync(join(distFolder, path));
}

function acceptsHtml(request: FastifyRequest): boolean {
  const accept = request.headers.accept ?? '*/*';
  return accept.includes('text/html') || accept.includes('*/*');
}
