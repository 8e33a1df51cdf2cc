import { availableParallelism } from 'node:os';
import type { Database } from '@touchstone/database';
import {
  createConfig as createGraderConfig,
  createService as createGrader,
  type GraderService,
} from '@touchstone/grader-api';
import type { Metrics } from '@touchstone/grader-api/metrics';
import { judgeVersion, type Sandbox } from '@touchstone/grader-api/offline';
import { createInProcessMessaging } from '@touchstone/messaging';
import {
  createConfig as createApiConfig,
  createService as createApi,
  type ApiService,
} from '@touchstone/programming-api';
import { openMailer, type Mailer } from '@touchstone/programming-api/mail';
import { createUiPlugin } from '@touchstone/programming-ui';
import { createLogger } from '@touchstone/runtime';
import type { FastifyPluginCallback } from 'fastify';
import { config } from '../config.ts';
import { ownAddresses } from '../shared/addresses.ts';
import type { Cleanup } from '../shared/cleanup.ts';
import { usualProxies } from '../shared/front.ts';
import { splitSlots } from '../shared/slots.ts';
import type { AllInOneOptions } from './options.ts';

/**
 * Ctrl-C stops everything within 5 s. A grading that takes longer than this is returned to the
 * queue, where the next start finds it.
 */
const graderCloseMs = 1_000;
const apiCloseMs = 1_500;

interface ServicesOptions extends Omit<AllInOneOptions, 'sandbox'> {
  /** The built pages. */
  pages: string;
  database: Database;
  sandbox: Sandbox;
  /** The sandbox's already, and then the graders' and the API's too. */
  metrics: Metrics;
  cleanup: Cleanup;
}

/**
 * The services of the stack in one process: they share database, messaging and sandbox, and the
 * graders call the API directly. Resolves when the API listens and the graders grade.
 */
export async function startServices(
  options: ServicesOptions,
): Promise<{ api: ApiService; mailer: Mailer | null }> {
  const { database, sandbox, metrics, cleanup, host, publicUrl } = options;
  const { trustedProxies = usualProxies(options) } = options;
  const logger = createLogger({ level: config.logLevel, fd: 2 });
  const messaging = createInProcessMessaging();
  cleanup.add(() => messaging.close());

  const mailer = openMailer(options.mail ?? null, logger);
  cleanup.add(() => mailer?.close(apiCloseMs));

  const graders: GraderService[] = [];
  const api = await createApi({
    config: createApiConfig({
      ...options.apiSettings,
      host,
      port: options.port,
      allowedHosts: [
        ...options.allowedHosts,
        ...(publicUrl === undefined ? ownAddresses(host) : []),
      ],
      ...(publicUrl !== undefined && { publicUrl }),
      trustedProxies: [...trustedProxies],
      logLevel: config.logLevel,
      shutdownTimeoutMs: apiCloseMs,
      forgeable: sandbox.forgeable,
      diskFolders: [options.dataFolder],
      metricsOnLoopbackOnly: true,
    }),
    database,
    messaging,
    mailer,
    logger,
    plugins: [
      graderHealth(graders),
      ...(options.plugins ?? []),
      createUiPlugin({ distFolder: options.pages }),
    ],
    internalRoutes: false,
    registry: metrics.registry,
  });
  cleanup.add(() => api.close());

  const judge = await judgeVersion();
  for (const [index, slots] of splitSlots(options.graders, availableParallelism()).entries()) {
    const name = `grader-${index + 1}`;
    const grader = createGrader({
      config: createGraderConfig({
        slots,
        shutdownTimeoutMs: graderCloseMs,
        ...options.graderSettings,
        name,
      }),
      database,
      messaging,
      office: api.gradingOffice,
      sandbox,
      judge,
      metrics,
      logger: logger.child({ grader: name }),
    });
    graders.push(grader);
  }
  cleanup.add(() => Promise.all(graders.map((grader) => grader.close())));
  for (const grader of graders) grader.start();
  await api.listen();
  return { api, mailer: mailer ?? null };
}

/** `/grader-api/health`, which nginx sends to a grader in the stack. */
function graderHealth(graders: readonly GraderService[]): FastifyPluginCallback {
  return (app, _options, done) => {
    app.get('/grader-api/health', async (_request, reply) => {
      const [grader] = graders;
      if (grader === undefined) {
        reply.callNotFound();
        return reply;
      }
      const answer = await grader.app.inject({ method: 'GET', url: '/health/ready' });
      return reply
        .code(answer.statusCode)
        .type('application/json')
        .header('cache-control', 'no-store')
        .send(answer.body);
    });
    done();
  };
}
