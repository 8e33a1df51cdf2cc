import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import type { GradingOffice, LoadedCourse } from '@touchstone/contracts';
import { coursesCacheTag } from '@touchstone/contracts';
import { storeCourse, type Database, type StoredCourse } from '@touchstone/database';
import type { LaneStates, Messaging } from '@touchstone/messaging';
import { within } from '@touchstone/service';
import type { FastifyBaseLogger, FastifyInstance, FastifyPluginCallback } from 'fastify';
import type { Logger } from 'pino';
import { createFlushedCache } from './cache/flushed-cache.ts';
import type { ApiConfig } from './config.ts';
import { createCatalog } from './courses/catalog.ts';
import { courseRoutes } from './courses/routes.ts';
import { draftRoutes } from './drafts/routes.ts';
import { createEndings } from './grading/endings.ts';
import { createGraderCheck } from './grading/grader-secret.ts';
import { createGraders, createOwnGraders } from './grading/graders.ts';
import { createOffice } from './grading/office.ts';
import { gradingRoutes } from './grading/routes.ts';
import { createMetrics } from './health/metrics.ts';
import { createOldRecords } from './health/old-records.ts';
import { healthRoutes } from './health/routes.ts';
import { addApi, createApplication } from './http/application.ts';
import { createRateLimits } from './http/rate-limits.ts';
import { createAnnounce } from './live/announcements.ts';
import { createChanges } from './live/changes.ts';
import { EventStreams } from './live/event-streams.ts';
import { createQueuePositions } from './live/queue-positions.ts';
import { liveRoutes } from './live/routes.ts';
import { createReadRow } from './live/read-row.ts';
import { createDoorbell } from './submissions/doorbell.ts';
import { createQueueGauge } from './submissions/queue-gauge.ts';
import { submissionRoutes } from './submissions/routes.ts';
import { watchFreeDisk } from './storage/free-disk.ts';
import { startSweeper } from './sweeper/sweeper.ts';
import { deviceRoutes } from './users/device-routes.ts';
import { sessionRoutes } from './users/session-routes.ts';
import { userRoutes } from './users/routes.ts';
import { createSessions } from './users/sessions.ts';

/*
 * Where a submission passes by in here:
 *
 *   submissions/hand-in.ts   checks, reuse, insert; the stream entry after the commit
 *   (a grader takes the entry)
 *   grading/office.ts        attempts and results, as graders report them
 *   grading/endings.ts       what follows the end: all are told; giving up
 *   live/announcements.ts    tells all processes: flush the cache, read the row again
 *   live/routes.ts           event streams pass it on to the student's pages
 *   sweeper/sweeper.ts       finds what got stuck on the way
 */

export { createConfig, readConfig } from './config.ts';
export type { ApiConfig, ApiSecrets } from './config.ts';

export interface ApiServiceDeps {
  readonly config: ApiConfig;
  /** It and the messaging stay the caller's to close, after the service. */
  readonly database: Database;
  readonly messaging: Messaging;
  readonly logger: Logger;
  /** Share the address with the API, such as the pages of the user interface. */
  readonly plugins?: readonly FastifyPluginCallback[];
  /** Whether graders report over HTTP; then there must be a secret. */
  readonly internalRoutes: boolean;
  readonly graderSecret?: string;
}

export interface ApiService {
  readonly app: FastifyInstance;
  /** For graders in this process. */
  readonly gradingOffice: GradingOffice;
  /** Stores the course and flushes what any process has cached of courses. */
  reloadCourse(course: LoadedCourse): Promise<StoredCourse>;
  /** Lets sessions that were ended in the database count nowhere any more. */
  tellEnded(tokenHashes: readonly Buffer[]): Promise<void>;
  listen(): Promise<{ url: string }>;
  /** Ends event streams and waits for requests that run, a few seconds at most. */
  close(): Promise<void>;
}

export async function createService(deps: ApiServiceDeps): Promise<ApiService> {
  const { config, database, messaging, internalRoutes, graderSecret } = deps;
  if (internalRoutes && graderSecret === undefined) {
    throw new Error('Graders that report over HTTP need a secret.');
  }
  const log: FastifyBaseLogger = deps.logger;
  const onError = (error: unknown): void => log.error({ err: error }, 'Telling of a change failed');

  const flushedCache = createFlushedCache(messaging, {
    maxEntries: 5000,
    ttlMs: config.cacheMs,
  });
  const { cache } = flushedCache;
  const lanes = (): Promise<LaneStates> => messaging.stream.lanes();
  const flushedSessions = createFlushedCache(messaging, {
    maxEntries: 20_000,
    ttlMs: config.cacheMs,
  });
  const sessions = createSessions({
    ...{ ...config, database, messaging, log },
    cache: flushedSessions.cache,
  });
  const streams = new EventStreams({
    ...config,
    isSessionOpen: (session) => sessions.isOpen(session),
  });
  const endFlushes = messaging.cacheFlushes.subscribe({
    onFlush: (tags) => streams.endOf(tags),
    // Then each heartbeat finds out by the database.
    onLost: () => undefined,
    onRestored: () => undefined,
  });
  const metrics = createMetrics({
    lanes,
    openStreams: () => streams.openCount,
    freeDiskBytes: () => freeDisk.freeBytes(),
  });
  const freeDisk = await watchFreeDisk({
    ...{ ...config, log },
    onRefused: () => metrics.refused('storage-full'),
  });
  const catalog = createCatalog({ ...config, database, cache });
  const announce = createAnnounce({ messaging, cache, log });
  const doorbell = createDoorbell({ messaging, log });
  const endings = createEndings({ ...config, database, announce, doorbell, metrics, log });
  const graders = internalRoutes ? createGraders({ ...config, database, log }) : createOwnGraders();
  const oldRecords = createOldRecords({ ...config, database, graders, log });
  const readRow = createReadRow(database);
  const changes = createChanges({ readRow, messaging, onError });
  const positions = createQueuePositions({
    ...{ database, messaging, changes, onError },
    intervalMs: config.positionMs,
  });
  const rateLimits = createRateLimits({
    ...{ ...config, counters: messaging.counters },
    addressSecret: graderSecret ?? randomBytes(32),
    onRefused: () => metrics.refused('rate-limited'),
  });
  const office = createOffice({ ...config, database, announce, endings, graders, rateLimits, log });
  const queueGauge = createQueueGauge({
    ...config,
    prospect: (assignmentId) => messaging.stream.prospect(assignmentId),
    onRefused: () => metrics.refused('queue-full'),
  });

  const isGrader = graderSecret === undefined ? () => false : createGraderCheck(graderSecret);
  const app = createApplication(config, log, isGrader);
  metrics.measure(app);
  await addApi(app, config, (api) => {
    const shared = { database, messaging, cache, sessions, catalog, rateLimits, freeDisk, metrics };
    healthRoutes(api, { ...shared, oldRecords, log });
    userRoutes(api, shared);
    deviceRoutes(api, shared);
    sessionRoutes(api, shared);
    draftRoutes(api, shared);
    courseRoutes(api, shared);
    submissionRoutes(api, { ...shared, queueGauge, announce, doorbell, graders });
    liveRoutes(api, { ...shared, changes, positions, readRow, streams });
    if (internalRoutes) {
      void api.register((inner, _options, done) => {
        gradingRoutes(inner, { office, isGrader });
        done();
      });
    }
  });
  for (const plugin of deps.plugins ?? []) await app.register(plugin);
  await app.ready();
  const sweeper = startSweeper({
    ...config,
    ...{ database, messaging, announce, endings, graders, metrics, log },
  });

  return {
    app,
    gradingOffice: office,
    async reloadCourse(course) {
      const stored = await storeCourse(database.kysely, course);
      await messaging.cacheFlushes.flush([coursesCacheTag]).catch((error: unknown) => {
        log.warn({ err: error }, 'Other processes go on with the old course for up to a minute');
      });
      return stored;
    },
    tellEnded: (tokenHashes) => sessions.tellEnded(tokenHashes),
    async listen() {
      await app.listen({ host: config.host, port: config.port });
      return { url: urlOf(app.server.address() as AddressInfo) };
    },
    async close() {
      // No connection is taken from here on; streams would keep the server from closing.
      const closed = closeServer(app, config.closeMs);
      await Promise.all([sweeper.stop(), streams.close(config.closeMs / 3), closed]);
      freeDisk.stop();
      positions.close();
      changes.close();
      endFlushes();
      flushedCache.close();
      flushedSessions.close();
    },
  };
}

const urlOf = ({ address, family, port }: AddressInfo): string =>
  `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;

/** Connections whose request has ended are closed at once, the others at the deadline. */
async function closeServer(app: FastifyInstance, timeoutMs: number): Promise<void> {
  const closed = app.close();
  const idle = setInterval(() => app.server.closeIdleConnections(), 50);
  try {
    await within(closed, timeoutMs, 'Closing');
  } catch {
    app.server.closeAllConnections();
    await closed;
  } finally {
    clearInterval(idle);
  }
}
