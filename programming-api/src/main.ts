import { openPostgres } from '@touchstone/database';
import { createRedisMessaging } from '@touchstone/messaging';
import { runService } from '@touchstone/runtime';
import { mailSettingsOf, readConfig } from './config.ts';
import { openMailer } from './mail/open-mailer.ts';
import { createService } from './service.ts';

const { config, secrets } = readConfig();

await runService({
  name: 'programming-api',
  logLevel: config.logLevel,
  closeTimeoutMs: config.shutdownTimeoutMs + 1_500,
  async start(logger) {
    const onError = (error: Error): void => logger.warn({ err: error }, 'A connection failed');
    const database = openPostgres({ url: secrets.databaseUrl, onError });
    const messaging = await createRedisMessaging({ url: secrets.redisUrl, onError });
    const { graderSecret, smtpUrl } = secrets;
    const mailer = openMailer(mailSettingsOf({ ...config, smtpUrl }), logger);
    const stores = { database, messaging };
    const deps = { config, ...stores, mailer, logger, internalRoutes: true, graderSecret };
    const service = await createService(deps);
    await service.listen();
    return async () => {
      await Promise.all([service.close(), mailer?.close(config.shutdownTimeoutMs)]);
      await Promise.all([messaging.close(), database.close()]);
    };
  },
});
