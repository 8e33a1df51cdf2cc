import { timingSafeEqual } from 'node:crypto';
import { ProblemError } from '@touchstone/runtime';
import type { FastifyPluginCallback, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { pageHtml, pageScript, pageStyle } from './page.ts';
import type { Preview } from './preview.ts';

const headers = {
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'same-origin',
} as const;

const querySchema = z.object({ token: z.string().optional() });
const bodySchema = z.strictObject({ assignment: z.string(), program: z.string() });

/**
 * The preview's page, beside the student's pages. The start address has the token, and gives the browser
 * a cookie with it; everything else needs that cookie, and a change the page's own origin. The server has
 * checked the Host.
 */
export function previewRoutes(options: {
  readonly preview: Preview;
  readonly token: string;
  readonly port: number;
}): FastifyPluginCallback {
  const { preview, token, port } = options;
  const cookie = `touchstone-preview-${port}`;

  const requireToken = (request: FastifyRequest): void => {
    const pairs = (request.headers.cookie ?? '').split('; ').map((pair) => pair.split('='));
    const sent = pairs.find(([name]) => name === cookie)?.[1] ?? '';
    if (!isSame(sent, token)) throw forbidden();
    const { origin, host } = request.headers;
    if (origin !== undefined && origin !== `http://${host ?? ''}`) throw forbidden();
  };

  return (app, _options, done) => {
    app.addHook('onRequest', (_request, reply, next) => {
      void reply.headers(headers);
      next();
    });
    app.get('/preview', (request, reply) => {
      const sent = querySchema.safeParse(request.query).data?.token;
      if (sent !== undefined) {
        if (!isSame(sent, token)) throw forbidden();
        void reply.header(
          'set-cookie',
          `${cookie}=${token}; Path=/preview; HttpOnly; SameSite=Strict`,
        );
        return reply.redirect('/preview', 303);
      }
      requireToken(request);
      return reply.type('text/html; charset=utf-8').send(pageHtml);
    });
    app.get('/preview/script.js', (_request, reply) =>
      reply.type('text/javascript; charset=utf-8').send(pageScript),
    );
    app.get('/preview/style.css', (_request, reply) =>
      reply.type('text/css; charset=utf-8').send(pageStyle),
    );
    app.get('/preview/state', (request) => {
      requireToken(request);
      return preview.state();
    });
    app.post('/preview/programs', (request) => {
      requireToken(request);
      const body = bodySchema.safeParse(request.body).data;
      const program = body && preview.program(body.assignment, body.program);
      if (program === undefined) throw new ProblemError('invalid-request');
      if (program === null) {
        throw new ProblemError('not-found', { detail: 'There is no such program any more.' });
      }
      return program;
    });
    done();
  };
}

const forbidden = (): ProblemError =>
  new ProblemError('forbidden', {
    detail: 'Open the address that `touchstone course preview` has printed.',
  });

function isSame(sent: string, token: string): boolean {
  const [one, other] = [Buffer.from(sent), Buffer.from(token)];
  return one.length === other.length && timingSafeEqual(one, other);
}
