import type { GradingOffice } from '@touchstone/contracts';
import type { Database } from '@touchstone/database';
import { readStoreRefusal, type Messaging } from '@touchstone/messaging';
import { createReadiness } from '@touchstone/service';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { GraderConfig } from './config.ts';
import { createGrader } from './grading/grader.ts';
import { createGradingReads } from './grading/grading-reads.ts';
import { GraderInstance } from './grading/instance.ts';
import { reasonNotToRead } from './grading/reason-not-to-read.ts';
import { createApp } from './http/app.ts';
import { createMetrics } from './http/metrics.ts';
import { UnfitHostError, type Sandbox } from './sandbox/sandbox.ts';

export { createConfig, type GraderConfig } from './config.ts';
export {
  createHttpGradingOffice,
  OfficeError,
  type HttpGradingOfficeOptions,
} from './http-office.ts';

const readinessTimeoutMs = 2_000;
const pingKeptMs = 1_000;
const databaseKeptMs = 2_000;
/** Longer, for a sandbox starts Python to check itself. */
const sandboxCheckKeptMs = 30_000;

export interface GraderServiceDeps {
  readonly config: GraderConfig;
  /** Only read, and with a role that can do no more where there are roles. */
  readonly database: Pick<Database, 'kysely'>;
  readonly messaging: Messaging;
  readonly office: GradingOffice;
  /** As `createSandbox` gives it: it has passed its own check. */
  readonly sandbox: Sandbox;
  /** The version of the judge that the sandbox has, as `judgeVersion` gives it. */
  readonly judge: string;
  readonly logger: Logger;
}

export interface GraderService {
  /** Health and metrics. */
  readonly app: FastifyInstance;
  /** Grades from now on. */
  start(): void;
  /** Serves health and metrics on the configured host and port; not needed for grading. */
  listen(): Promise<{ url: string }>;
  /**
   * Takes nothing more, finishes what runs or, after `closeMs`, hands it back: it stays pending
   * until a grader claims it. Closes nothing that was handed in.
   */
  close(): Promise<void>;
}

/** A grader: takes submissions off the stream, grades them, posts the results. */
export function createService(deps: GraderServiceDeps): GraderService {
  const { config, database, messaging, sandbox, judge, logger } = deps;
  const metrics = createMetrics(config.slots);
  const consumer = messaging.stream.consumer(config.name, config.slots);
  const reads = createGradingReads(database, { cacheBytes: config.bundleCacheBytes });
  let state: 'new' | 'grading' | 'closed' = 'new';

  const instance = new GraderInstance({
    ...{ office: deps.office, name: config.name, logger },
    ...{ beatMs: config.beatMs, byeMs: config.handBackMs },
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
        keepMs: sandboxCheckKeptMs,
      },
      {
        reason: 'The stream does not answer.',
        check: () => readStoreRefusal(messaging),
        keepMs: pingKeptMs,
      },
      {
        reason: 'The database does not answer.',
        check: () => reasonNotToRead(database),
        keepMs: databaseKeptMs,
      },
    ],
    onFailure: (reason, error) => logger.warn({ err: error }, reason),
  });
  const app = createApp({
    logger,
    registry: metrics.registry,
    sandbox: sandbox.description,
    python: () => sandbox.python(),
    readiness: async () => [
      ...(state === 'closed' ? [] : await readiness()),
      ...(state === 'grading' ? [] : ['The grader takes no submissions.']),
    ],
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
      await grader.stop(config.closeMs);
      await instance.stop();
      await app.close();
    },
  };
}
