import fastifyStatic from '@fastify/static';
import { cacheControl, pageHeaders } from '@touchstone/contracts';
import type { FastifyPluginCallback, FastifyRequest } from 'fastify';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

export interface UiPluginOptions {
  /** The output of `npm run build`; by default that of this checkout. */
  readonly distFolder?: string;
}

/** Addresses of other servers: never answered with the page. */
const foreignPaths = /^\/(?:api|schemas|internal|health|metrics|assets|grader-api)(?:\/|$)/;

const builtFolder = join(import.meta.dirname, '..', 'dist');

/**
 * Serves the built page. Files in `/assets/` are cached for ever, since their names contain a hash. Other
 * files, and index.html for every page address, are revalidated (`no-cache` with an ETag). Sends the
 * precompressed `.br` or `.gz` if the browser accepts it. Throws if the page is not built.
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
      // As in nginx: the files are small.
      acceptRanges: false,
      cacheControl: false,
    });
    app.get('/*', (request, reply) => {
      const path = request.url.split('?', 1)[0] ?? '/';
      const file = fileFor(path);
      if (file === null && (foreignPaths.test(path) || !acceptsHtml(request))) {
        reply.callNotFound();
        return reply;
      }
      const control = path.startsWith('/assets/')
        ? cacheControl.immutable
        : cacheControl.revalidate;
      return reply
        .headers({ ...pageHeaders, 'cache-control': control, vary: 'accept-encoding' })
        .sendFile(file ?? 'index.html');
    });
    done();
  };

  /** The file of the built page at this address; null if there is none. */
  function fileFor(path: string): string | null {
    return plainPath.test(path) && existsSync(join(distFolder, path)) ? path.slice(1) : null;
  }
}

/** Names as the build makes them: no escapes, no parent folders, no hidden files. */
const plainPath = /^\/(?:assets\/)?[\w-][\w.-]*\.\w+$/;

function acceptsHtml(request: FastifyRequest): boolean {
  const accept = request.headers.accept ?? '*/*';
  return accept.includes('text/html') || accept.includes('*/*');
}
