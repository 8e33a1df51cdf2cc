import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import type { GradingOffice, LoadedCourse } from '@touchstone/contracts';
import { coursesCacheTag, userCacheTag } from '@touchstone/contracts';
import {
  readOldestQueuedMs,
  storeCourse,
  type Database,
  type StoreOptions,
  type StoredCourse,
  type StoredSubmission,
} from '@touchstone/database';
import type { Messaging } from '@touchstone/messaging';
import { keepFor, within } from '@touchstone/runtime';
import type { FastifyBaseLogger, FastifyInstance, FastifyPluginCallback } from 'fastify';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import { createFlushedCache } from './cache/flushed-cache.ts';
import { startDatabaseClock, type Clock } from './clock/clock.ts';
import type { ApiConfig } from './config.ts';
import { createCatalog } from './courses/catalog.ts';
import { courseRoutes } from './courses/routes.ts';
import { draftRoutes } from './drafts/routes.ts';
import { createDoorbell } from './grading/doorbell.ts';
import { createEndings } from './grading/endings.ts';
import { createGraderCheck } from './grading/grader-secret.ts';
import { createGraders, createOwnGraders } from './grading/graders.ts';
import { createOffice } from './grading/office.ts';
import { gradingRoutes } from './grading/routes.ts';
import { createGraderWarnings } from './health/grader-warnings.ts';
import { healthRoutes } from './health/routes.ts';
import { addApi, createApplication } from './http/application.ts';
import { createRateLimits } from './http/rate-limits.ts';
import { createAnnounce } from './live/announcements.ts';
import { createChanges } from './live/changes.ts';
import { EventStreams } from './live/event-streams.ts';
import { createQueuePositions } from './live/queue-positions.ts';
import { createReadRow } from './live/read-row.ts';
import { liveRoutes } from './live/routes.ts';
import type { Mailer } from './mail/mailer.ts';
import { createMetrics } from './metrics/metrics.ts';
import { metricsRoutes } from './metrics/routes.ts';
import { deviceRoutes } from './sessions/device-routes.ts';
import { sessionRoutes } from './sessions/routes.ts';
import { createSessions, decorateForSessions } from './sessions/sessions.ts';
import { monitorFreeDisk } from './storage/free-disk.ts';
import { enforceCallers } from './people/enforce-callers.ts';
import { passkeyRoutes } from './people/passkey-routes.ts';
import { extensionRoutes } from './people/extension-routes.ts';
import { releaseRoutes } from './people/release-routes.ts';
import { createRights } from './people/rights.ts';
import { signInRoutes } from './people/sign-in-routes.ts';
import { teachRoutes } from './people/teach-routes.ts';
import { createAdmissions } from './grading/admissions.ts';
import { createIntake } from './submissions/intake.ts';
import { createQueueGauge } from './submissions/queue-gauge.ts';
import { joinRoutes } from './submissions/join-routes.ts';
import { createRush } from './grading/rush.ts';
import { submissionRoutes } from './submissions/routes.ts';
import { startSweeper } from './sweeper/sweeper.ts';
import { auditRoutes } from './teach/audit-routes.ts';
import { teachChartRoutes } from './teach/chart-routes.ts';
import { teachCourseRoutes } from './teach/course-routes.ts';
import { createExports } from './teach/exports.ts';
import { startFailureRounds } from './teach/failure-rounds.ts';
import { teachLiveRoutes } from './teach/live-routes.ts';
import { teachPointsRoutes } from './teach/points-routes.ts';
import { createReadQueueState } from './teach/queue-state.ts';
import { teachStudentRoutes } from './teach/student-routes.ts';
import { createVerdictTimes } from './grading/verdict-times.ts';
import { pointsReader } from './users/progress.ts';
import { userRoutes } from './users/routes.ts';

/*
 * The way of a submission through this service:
 *
 *   submissions/hand-in.ts   checks, reuse, insert; the stream entry after the commit
 *   (a grader takes the entry)
 *   grading/office.ts        attempts and results, as graders report them
 *   grading/endings.ts       after the end: notify everybody; give up
 *   live/announcements.ts    notifies all processes: flush the cache, read the row again
 *   live/routes.ts           event streams send it to the student's pages
 *   sweeper/sweeper.ts       finds submissions that got stuck
 */

export { createConfig, readConfig } from './config.ts';
export type { ApiConfig, ApiSecrets } from './config.ts';

export interface ApiServiceDeps {
  readonly config: ApiConfig;
  /** The caller closes it and the messaging, after the service. */
  readonly database: Database;
  readonly messaging: Messaging;
  readonly logger: Logger;
  /** Plugins served from the same origin as the API, such as the UI's pages. */
  readonly plugins?: readonly FastifyPluginCallback[];
  /** Left out: nobody gets links by mail. The caller closes it, after the service. */
  readonly mailer?: Mailer | undefined;
  /** Whether graders report over HTTP; this requires a secret. */
  readonly internalRoutes: boolean;
  readonly graderSecret?: string;
  /** For tests of dates; by default the database's. */
  readonly clock?: Clock;
  /** Where the service adds its metrics; `/metrics` shows all that it has. A new one by default. */
  readonly registry?: Registry;
}

export interface ApiService {
  readonly app: FastifyInstance;
  /** For graders in this process. */
  readonly gradingOffice: GradingOffice;
  /** Stores the course and flushes cached courses in all processes. */
  reloadCourse(course: LoadedCourse, options?: StoreOptions): Promise<StoredCourse>;
  /** Flushes cached courses in all processes, after a change in the database. */
  announceCourses(): Promise<void>;
  /** Notifies all processes of sessions that were ended in the database. */
  announceEndedSessions(tokenHashes: readonly Buffer[]): Promise<void>;
  /** Notifies all processes of users whose rights were changed in the database. */
  announceRights(userIds: readonly string[]): Promise<void>;
  /** Notifies all processes of submissions that were changed in the database. */
  announceChanged(changed: readonly StoredSubmission[]): Promise<void>;
  /** Notifies all processes of a user's points that were changed in the database. */
  announcePoints(userId: string): Promise<void>;
  listen(): Promise<{ url: string }>;
  /** Ends event streams and waits for running requests, for at most a few seconds. */
  close(): Promise<void>;
}

/** However often metrics are requested, the stores are read at most once in this time. */
const metricKeptMs = 1_000;
/** Connections that wait to be accepted: near a deadline a class hands in within a second. Linux allows 4,096. */
const listenBacklog = 4_096;
/** How often teachers' pages get the state of the queue, if it has changed. */
const queueStateMs = 2_000;
/** How often failures of new results are read. */
const failuresMs = 1_000;

export async function createService(deps: ApiServiceDeps): Promise<ApiService> {
  const { config, database, messaging, internalRoutes, graderSecret } = deps;
  if (internalRoutes && graderSecret === undefined) {
    throw new Error('Graders that report over HTTP need a secret.');
  }
  const log: FastifyBaseLogger = deps.logger;
  const onError = (error: unknown): void => log.error({ err: error }, 'Could not send a change');

  const readOldestQueued = keepFor(metricKeptMs, () => readOldestQueuedMs(database.kysely));
  const readLanes = keepFor(metricKeptMs, () => messaging.stream.lanes());
  const metrics = createMetrics({
    registry: deps.registry,
    lanes: readLanes,
    oldestQueuedSeconds: async () => (await readOldestQueued()) / 1000,
    openStreams: () => streams.openCount,
    freeDiskBytes: () => freeDisk.freeBytes(),
  });
  const flushedCache = createFlushedCache(messaging, {
    maxEntries: 5000,
    ttlMs: config.cacheMs,
    onRead: (outcome) => metrics.cacheRead('answers', outcome),
  });
  const { cache } = flushedCache;
  const flushedSessions = createFlushedCache(messaging, {
    maxEntries: 20_000,
    ttlMs: config.cacheMs,
    onRead: (outcome) => metrics.cacheRead('sessions', outcome),
  });
  const sessions = createSessions({
    ...config,
    database,
    messaging,
    log,
    cache: flushedSessions.cache,
  });
  const rights = createRights({ database, messaging, cache, sessions, log });
  const streams = new EventStreams({
    ...config,
    isSessionOpen: (session) => sessions.isOpen(session),
  });
  const endFlushes = messaging.cacheFlushes.subscribe({
    onFlush: (tags) => streams.onFlush(tags),
    // Each heartbeat then checks the database.
    onLost: () => undefined,
    onRestored: () => undefined,
  });
  const freeDisk = await monitorFreeDisk({
    ...config,
    log,
    onRefused: () => metrics.refused('storage-full'),
  });
  const databaseClock = await startDatabaseClock({ database });
  const clock = deps.clock ?? databaseClock;
  const catalog = createCatalog({ ...config, database, cache, clock });
  const announce = createAnnounce({ messaging, cache, log });
  const doorbell = createDoorbell({ messaging, log });
  const verdictTimes = createVerdictTimes();
  const graders = internalRoutes ? createGraders({ ...config, database, log }) : createOwnGraders();
  const rateLimits = createRateLimits({
    ...config,
    counters: messaging.counters,
    addressSecret: graderSecret ?? randomBytes(32),
    onRefused: () => metrics.refused('rate-limited'),
  });
  const admissions = createAdmissions({
    ...{ database, graders, announce, doorbell, rateLimits, metrics, log },
  });
  const endings = createEndings({
    ...config,
    ...{ database, announce, doorbell, metrics, verdictTimes, admissions, log },
  });
  const graderWarnings = createGraderWarnings({ ...config, database, graders, log });
  const readRow = createReadRow(database);
  const changes = createChanges({ readRow, messaging, onError });
  const positions = createQueuePositions({
    database,
    messaging,
    changes,
    onError,
    intervalMs: config.positionMs,
  });
  const rush = createRush();
  const office = createOffice({
    ...config,
    ...{ database, announce, endings, graders, rateLimits, rush, metrics, log },
  });
  const readQueueState = createReadQueueState({
    lanes: readLanes,
    oldestQueuedMs: readOldestQueued,
    times: verdictTimes,
  });
  const queueGauge = createQueueGauge({
    ...config,
    prospect: (assignmentId) => messaging.stream.prospect(assignmentId),
    onRefused: () => metrics.refused('queue-full'),
  });

  const announceCourses = (): Promise<void> =>
    messaging.cacheFlushes.flush([coursesCacheTag]).catch((error: unknown) => {
      log.warn({ err: error }, 'Other processes may serve the old course for up to a minute');
    });

  const announcePoints = (userId: string): Promise<void> =>
    messaging.cacheFlushes.flush([userCacheTag(userId)]).catch((error: unknown) => {
      log.warn({ err: error }, 'Other processes may serve old points for up to a minute');
    });

  const isGrader = graderSecret === undefined ? () => false : createGraderCheck(graderSecret);
  const app = createApplication(config, log, isGrader);
  metrics.measure(app);
  await addApi(app, config, (api) => {
    decorateForSessions(api);
    const shared = {
      ...{ database, messaging, cache, sessions, rights, catalog, rateLimits, freeDisk, metrics },
      readPoints: pointsReader({ database, catalog, rights }),
    };
    enforceCallers(api, shared);
    healthRoutes(api, { ...shared, graderWarnings, log });
    metricsRoutes(api, { metrics, onLoopbackOnly: config.metricsOnLoopbackOnly });
    userRoutes(api, shared);
    deviceRoutes(api, shared);
    sessionRoutes(api, shared);
    const mail = { mailer: deps.mailer, publicUrl: config.publicUrl, log };
    signInRoutes(api, { ...shared, ...mail });
    passkeyRoutes(api, { ...shared, ...mail });
    joinRoutes(api, { ...shared, announce, clock, log });
    extensionRoutes(api, { ...shared, announceCourses });
    releaseRoutes(api, { ...shared, announceCourses });
    teachRoutes(api, { ...shared, ...mail });
    draftRoutes(api, shared);
    courseRoutes(api, shared);
    submissionRoutes(api, {
      ...{ ...shared, queueGauge, announce, doorbell, graders },
      ...{ admissions, endings, clock, intake: createIntake(database), rush },
    });
    liveRoutes(api, { ...shared, changes, positions, readRow, streams, clock });
    teachCourseRoutes(api, shared);
    teachStudentRoutes(api, shared);
    teachChartRoutes(api, shared);
    teachPointsRoutes(api, { ...shared, exports: createExports(), announcePoints });
    auditRoutes(api, shared);
    teachLiveRoutes(api, { ...shared, streams, readQueueState, intervalMs: queueStateMs });
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
    database,
    messaging,
    announce,
    endings,
    admissions,
    graders,
    metrics,
    log,
  });

  const failureRounds = startFailureRounds({ database, log, intervalMs: failuresMs });

  return {
    app,
    gradingOffice: office,
    async reloadCourse(course, options) {
      const stored = await storeCourse(database.kysely, course, options);
      await announceCourses();
      return stored;
    },
    announceCourses,
    announceEndedSessions: (tokenHashes) => sessions.announceEnded(tokenHashes),
    announceRights: (userIds) => rights.announceChanged(userIds),
    async announceChanged(changed) {
      for (const stored of changed) await announce(stored);
    },
    announcePoints,
    async listen() {
      await app.listen({ host: config.host, port: config.port, backlog: listenBacklog });
      return { url: urlOf(app.server.address() as AddressInfo) };
    },
    async close() {
      // No new connections from here on. Open streams would keep the server from closing.
      const closed = closeServer(app, config.shutdownTimeoutMs);
      await Promise.all([
        sweeper.stop(),
        failureRounds.stop(),
        streams.close(config.shutdownTimeoutMs / 3),
        closed,
      ]);
      freeDisk.stop();
      databaseClock.stop();
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

/** Closes idle connections immediately and busy ones at the deadline. */
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
