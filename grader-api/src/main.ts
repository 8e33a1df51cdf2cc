import { openPostgres } from '@touchstone/database';
import { createRedisMessaging } from '@touchstone/messaging';
import { runService } from '@touchstone/runtime';
import { readConfig } from './config.ts';
import { createHttpGradingOffice } from './http-office.ts';
import { createMetrics } from './metrics/metrics.ts';
import { createSandbox } from './sandbox/create-sandbox.ts';
import { judgeVersion } from './sandbox/judge-version.ts';
import { RefusingSandbox } from './sandbox/refusing-sandbox.ts';
import { createService } from './service.ts';

const { config, surroundings, secrets } = readConfig();

await runService({
  name: 'grader-api',
  logLevel: config.logLevel,
  closeTimeoutMs: config.shutdownTimeoutMs + config.handBackMs + 500,
  async start(logger) {
    const onError = (error: Error): void => logger.warn({ err: error }, 'A connection failed');
    const metrics = createMetrics();
    const sandbox = await createSandbox({
      python: surroundings.python,
      socket: surroundings.sandboxSocket,
      kind: surroundings.sandbox,
      slots: config.slots,
      observer: metrics.sandbox,
      onWarning: (message) => logger.warn(message),
    }).catch((error: unknown) => new RefusingSandbox(error));
    const database = openPostgres({ url: secrets.databaseUrl, maxConnections: 4, onError });
    const messaging = await createRedisMessaging({
      url: secrets.redisUrl,
      graderHeartbeatMs: config.heartbeatMs,
      graderSilentMs: config.silentMs,
      onError,
    });
    const office = createHttpGradingOffice({
      apiUrls: surroundings.apiUrls,
      secret: secrets.graderSecret,
      timeoutMs: surroundings.officeTimeoutMs,
    });
    const judge = await judgeVersion();
    const surrounding = { database, messaging, office, sandbox, judge, metrics, logger };
    const service = createService({ config, ...surrounding });
    if (sandbox instanceof RefusingSandbox)
      logger.error('The sandbox does not work, so nothing is graded; see /health/ready');
    else service.start();
    await service.listen();
    return async () => {
      await service.close();
      await Promise.all([messaging.close(), database.close(), sandbox.close()]);
    };
  },
});
