import { problemMediaType, problems, problemTypeUri, requestIdHeader } from '@touchstone/contracts';
import type { Health, Problem, ProblemType } from '@touchstone/contracts';
import { fastify, LogController } from 'fastify';
import type { FastifyError, FastifyInstance, FastifyReply } from 'fastify';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';

export interface GraderAppOptions {
  readonly logger: Logger;
  readonly registry: Registry;
  /** Reasons for not being ready, none when ready. */
  readonly readiness: () => Promise<string[]>;
  /** The sandbox in use, in one line. */
  readonly sandbox: string;
  /** The version of the Python that grades, null while none is known. */
  readonly python: () => string | null;
}

/** `/health` is readiness under the names that nginx and people ask for. */
const readyPaths = ['/health', '/health/ready', '/grader-api/health'];

/** A grader's small HTTP: health and metrics, for reading alone. */
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
    frameworkErrors: (_error, request, reply) => {
      void answerProblem(reply, 'invalid-request', { requestId: request.id });
    },
  }) as unknown as FastifyInstance;

  app.addHook('onRequest', (request, reply, done) => {
    void reply.header(requestIdHeader, request.id);
    done();
  });

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
    if (!paths.has(path)) return answerProblem(reply, 'not-found');
    return answerProblem(reply.header('allow', 'GET, HEAD'), 'method-not-allowed');
  });
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const { statusCode = 500 } = error;
    if (statusCode < 500) return answerProblem(reply, 'invalid-request');
    request.log.error({ err: error }, 'A request failed');
    return answerProblem(reply, 'internal-error', { requestId: request.id });
  });
  return app;
}

function answerProblem(
  reply: FastifyReply,
  type: ProblemType,
  members: Partial<Problem> = {},
): FastifyReply {
  const { status, title } = problems[type];
  const problem: Problem = { type: problemTypeUri(type), title, status, ...members };
  // As bytes, since Fastify adds a charset to JSON texts, which this media type does not have.
  return reply
    .code(status)
    .type(problemMediaType)
    .send(Buffer.from(JSON.stringify(problem)));
}
