import type { GradingOffice } from '@touchstone/contracts';
import type { Database } from '@touchstone/database';
import { readStoreRefusal, type Messaging } from '@touchstone/messaging';
import { createReadiness } from '@touchstone/runtime';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { GraderConfig } from './config.ts';
import { createGrader } from './grading/grader.ts';
import { createGradingReads } from './grading/grading-reads.ts';
import { GraderInstance } from './grading/instance.ts';
import { reasonNotToRead } from './grading/reason-not-to-read.ts';
import { createApp } from './http/app.ts';
import type { Metrics } from './metrics/metrics.ts';
import { UnfitHostError, type Sandbox } from './sandbox/sandbox.ts';

export { createConfig, type GraderConfig } from './config.ts';
export {
  createHttpGradingOffice,
  OfficeError,
  type HttpGradingOfficeOptions,
} from './http-office.ts';

const readinessTimeoutMs = 2_000;
const keepPingMs = 1_000;
const keepDatabaseCheckMs = 2_000;
/** Longer, since a sandbox starts Python to check itself. */
const keepSandboxCheckMs = 30_000;

export interface GraderServiceDeps {
  readonly config: GraderConfig;
  /** Only read; in the stack with a role that has no other rights. */
  readonly database: Pick<Database, 'kysely'>;
  readonly messaging: Messaging;
  readonly office: GradingOffice;
  /** From `createSandbox`: it has passed its check. */
  readonly sandbox: Sandbox;
  /** The version of the sandbox's judge, from `judgeVersion`. */
  readonly judge: string;
  /** One for all graders in a process. */
  readonly metrics: Metrics;
  readonly logger: Logger;
}

export interface GraderService {
  /** Health and metrics. */
  readonly app: FastifyInstance;
  /** Starts grading. */
  start(): void;
  /** Serves health and metrics on the configured host and port. Grading does not need it. */
  listen(): Promise<{ url: string }>;
  /**
   * Stops taking submissions, and finishes running gradings or, after `shutdownTimeoutMs`, hands them
   * back. Does not close the dependencies.
   */
  close(): Promise<void>;
}

/** A grader: takes submissions from the stream, grades them, and posts the results. */
export function createService(deps: GraderServiceDeps): GraderService {
  const { config, database, messaging, sandbox, judge, logger } = deps;
  const metrics = deps.metrics.ofGrader(config.slots);
  const consumer = messaging.stream.consumer(config.name, config.slots);
  const reads = createGradingReads(database, {
    cacheBytes: config.bundleCacheBytes,
    onRead: deps.metrics.bundleRead,
  });
  let state: 'new' | 'grading' | 'closed' = 'new';

  const instance = new GraderInstance({
    office: deps.office,
    name: config.name,
    logger,
    heartbeatMs: config.heartbeatMs,
    goodbyeMs: config.handBackMs,
    serves() {
      const python = sandbox.interpreter();
      return python === null ? null : { judge, python };
    },
  });
  const { office } = instance;
  const grader = createGrader({ config, reads, consumer, office, sandbox, metrics, logger });

  const readiness = createReadiness({
    timeoutMs: readinessTimeoutMs,
    checks: [
      {
        reason: 'The sandbox is not fit to grade in.',
        advice: (error) => (error instanceof UnfitHostError ? error.advice : null),
        check: () => sandbox.check().then(() => null),
        keepMs: keepSandboxCheckMs,
      },
      {
        reason: 'The stream does not answer.',
        check: () => readStoreRefusal(messaging),
        keepMs: keepPingMs,
      },
      {
        reason: 'The database does not answer.',
        check: () => reasonNotToRead(database),
        keepMs: keepDatabaseCheckMs,
      },
    ],
    onFailure: (reason, error) => logger.warn({ err: error }, reason),
  });
  const reasons = async (): Promise<string[]> => [
    ...(state === 'closed' ? [] : await readiness()),
    ...(state === 'grading' ? [] : ['The grader takes no submissions.']),
  ];
  deps.metrics.addReadiness(async () => (await reasons()).length === 0);
  const app = createApp({
    logger,
    registry: deps.metrics.registry,
    accessLog: config.accessLog,
    sandbox: sandbox.description,
    python: () => sandbox.python(),
    readiness: reasons,
  });

  return {
    app,
    start() {
      if (state !== 'new') return;
      state = 'grading';
      instance.start();
      grader.start();
      const { name: graderName, slots } = config;
      const { id } = instance;
      logger.info({ graderName, instance: id, slots, sandbox: sandbox.description }, 'Grading');
    },
    async listen() {
      return { url: await app.listen({ host: config.host, port: config.port }) };
    },
    async close() {
      state = 'closed';
      await grader.stop(config.shutdownTimeoutMs);
      await instance.stop();
      await app.close();
    },
  };
}
