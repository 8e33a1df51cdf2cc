import type { IncomingHttpHeaders } from 'node:http';
import compress from '@fastify/compress';
import cookie from '@fastify/cookie';
import { requestIdHeader } from '@touchstone/contracts';
import { createProxyCheck, logAnswers } from '@touchstone/runtime';
import { fastify, LogController, type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import {
  serializerCompiler,
  validatorCompiler,
  type ZodTypeProvider,
} from 'fastify-type-provider-zod';
import type { ApiConfig } from '../config.ts';
import { encodeSlashes } from './file-addresses.ts';
import { createHostCheck, createOriginCheck } from './hosts-and-origins.ts';
import { describeRoutes, openapiRoutes } from './openapi.ts';
import { schemaRoutes } from './schema-routes.ts';
import { refuseOtherMethods } from './other-methods.ts';
import { answerClientError, answerErrorsWithProblems, answerProblem } from './problem-answers.ts';
import { notFound } from './problems.ts';
import { requireJson, parseJsonBodies } from './request-bodies.ts';
import { createRequestIds } from './request-ids.ts';
import type { TypedApp } from './typed-app.ts';

/** Room for the largest program even if JSON escapes each byte as `\u0000`. */
const maxBodyBytes = 400 * 1024;
/** Room for the path of a course's file in an address. */
const maxParamCharacters = 4_096;
const requestTimeoutMs = 30_000;
const compressMinBytes = 1024;

const securityHeaders = {
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
};

const changesState = new Set(['POST', 'PUT', 'DELETE']);

const wildcards = ['/api', '/api/*', '/internal', '/internal/*', '/schemas', '/schemas/*'];

/** The root, which other plugins share. It answers every error with a problem document. */
export function createApplication(
  config: ApiConfig,
  logger: FastifyBaseLogger,
  isGrader: (headers: IncomingHttpHeaders) => boolean,
): FastifyInstance {
  const isTrustedProxy = createProxyCheck(config.trustedProxies);
  const app = fastify({
    loggerInstance: logger,
    logController: new LogController({
      disableRequestLogging: true,
      requestIdLogLabel: 'requestId',
    }),
    genReqId: createRequestIds({ proxy: isTrustedProxy, grader: isGrader }),
    requestIdHeader: false,
    trustProxy: isTrustedProxy,
    bodyLimit: maxBodyBytes,
    rewriteUrl: ({ url = '' }) => encodeSlashes(url),
    routerOptions: { maxParamLength: maxParamCharacters },
    requestTimeout: requestTimeoutMs,
    // The host check answers requests without Host with a problem document.
    http: { requireHostHeader: false },
    return503OnClosing: false,
    clientErrorHandler: answerClientError,
    frameworkErrors: (error, request, reply) => void answerProblem(error, request, reply),
  });
  answerErrorsWithProblems(app);
  ignoreExpectations(app);
  const { publicUrl, allowedHosts, host } = config;
  // Without a public URL, browsers may use the address that this process listens on.
  const allowed = publicUrl === undefined ? [...allowedHosts, host] : allowedHosts;
  const checkHost = createHostCheck(allowed, publicUrl);
  app.addHook('onRequest', (request, reply, done) => {
    void reply.header(requestIdHeader, request.id);
    checkHost(request);
    done();
  });
  logAnswers(app, config);
  return app;
}

/** Node would answer an unknown Expect with an empty 417; it may be ignored (RFC 9110, 10.1.1). */
function ignoreExpectations({ server }: FastifyInstance): void {
  server.on('checkExpectation', (request, response) => {
    server.emit('request', request, response);
  });
}

/** Adds a part of the root that has all that the API's routes share; `addRoutes` adds the routes. */
export async function addApi(
  root: FastifyInstance,
  { publicUrl }: Pick<ApiConfig, 'publicUrl'>,
  addRoutes: (app: TypedApp) => void | Promise<void>,
): Promise<void> {
  await root.register(async (scope) => {
    const app = scope.withTypeProvider<ZodTypeProvider>();
    app.setValidatorCompiler(validatorCompiler);
    app.setSerializerCompiler(serializerCompiler);
    parseJsonBodies(scope);
    await app.register(cookie);
    await app.register(compress, {
      globalDecompression: false,
      encodings: ['br', 'gzip'],
      threshold: compressMinBytes,
    });
    await describeRoutes(scope);
    app.addHook('onRequest', (_request, reply, done) => {
      void reply.headers(securityHeaders);
      done();
    });
    const checkOrigin = createOriginCheck(publicUrl);
    app.addHook('preParsing', (request, _reply, payload, done) => {
      if (changesState.has(request.method) && request.routeOptions.config.reads !== true) {
        checkOrigin(request);
        requireJson(request);
      }
      done(null, payload);
    });
    const refuseTheRest = refuseOtherMethods(scope);
    openapiRoutes(scope);
    schemaRoutes(scope);
    await app.register(async (routes) => addRoutes(routes.withTypeProvider<ZodTypeProvider>()));
    refuseTheRest();
    for (const url of wildcards) {
      app.all(
        url,
        { schema: { hide: true }, onRequest: (_request, _reply, done) => done(notFound('page')) },
        () => null,
      );
    }
  });
}
