import { openPostgres } from '@touchstone/database';
import { createRedisMessaging } from '@touchstone/messaging';
import { createLogger } from '@touchstone/service';
import { readConfig } from './config.ts';
import { createService } from './service.ts';

const { config, secrets } = readConfig();
const logger = createLogger({ name: 'programming-api', level: config.logLevel });
const onError = (error: Error): void => logger.warn({ err: error }, 'A connection failed');
if (process.getuid?.() === 0) logger.warn('Started as root: an ordinary user would do');

const database = openPostgres({ url: secrets.databaseUrl, onError });
const messaging = await createRedisMessaging({ url: secrets.redisUrl, onError });
const { graderSecret } = secrets;
const deps = { config, database, messaging, logger, internalRoutes: true, graderSecret };
const service = await createService(deps);
await service.listen();

const stop = async (): Promise<void> => {
  await service.close();
  await Promise.all([messaging.close(), database.close()]);
};
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop());
