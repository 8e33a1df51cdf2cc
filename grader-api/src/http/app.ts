import { requestIdHeader, type Health } from '@touchstone/contracts';
import { logAnswers, ProblemError, sendProblem } from '@touchstone/runtime';
import { fastify, LogController } from 'fastify';
import type { FastifyError, FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';

export interface GraderAppOptions {
  readonly logger: Logger;
  readonly registry: Registry;
  /** Whether each answer is logged at level `info`. */
  readonly accessLog: boolean;
  /** Reasons for not being ready; empty if the grader is ready. */
  readonly readiness: () => Promise<string[]>;
  /** One line about the sandbox in use. */
  readonly sandbox: string;
  /** The version of the Python that grades; null until it is known. */
  readonly python: () => string | null;
}

/** Readiness, under the paths that nginx and people request. */
const readyPaths = ['/health', '/health/ready', '/grader-api/health'];

/** A grader's HTTP interface: health and metrics, read-only. */
export function createApp(options: GraderAppOptions): FastifyInstance {
  const { logger, registry, readiness, sandbox, python } = options;
  const app = fastify({
    loggerInstance: logger,
    logController: new LogController({
      disableRequestLogging: true,
      requestIdLogLabel: 'requestId',
    }),
    bodyLimit: 1_024,
    requestTimeout: 10_000,
    genReqId: () => crypto.randomUUID(),
    frameworkErrors: (_error, _request, reply) => {
      void sendProblem(reply, new ProblemError('invalid-request'));
    },
  }) as unknown as FastifyInstance;

  app.addHook('onRequest', (request, reply, done) => {
    void reply.header(requestIdHeader, request.id);
    done();
  });

  logAnswers(app, options);

  const health = (reasons: string[]): Health => ({
    ok: reasons.length === 0,
    service: 'grader-api',
    reasons,
    sandbox,
    python: python() ?? undefined,
  });
  for (const path of readyPaths) {
    app.get(path, async (_request, reply) => {
      const answer = health(await readiness());
      return reply
        .code(answer.ok ? 200 : 503)
        .header('cache-control', 'no-store')
        .send(answer);
    });
  }
  app.get('/health/live', (_request, reply) =>
    reply.header('cache-control', 'no-store').send(health([])),
  );
  app.get('/metrics', async (_request, reply) =>
    reply.type(registry.contentType).send(await registry.metrics()),
  );

  const paths = new Set([...readyPaths, '/health/live', '/metrics']);
  app.setNotFoundHandler((request, reply) => {
    const [path = ''] = request.url.split('?');
    if (!paths.has(path)) return sendProblem(reply, new ProblemError('not-found'));
    void reply.header('allow', 'GET, HEAD');
    return sendProblem(reply, new ProblemError('method-not-allowed'));
  });
  app.setErrorHandler((error: FastifyError, _request, reply) => {
    const type = (error.statusCode ?? 500) < 500 ? 'invalid-request' : 'internal-error';
    return sendProblem(reply, new ProblemError(type, {}, { cause: error }));
  });
  return app;
}
