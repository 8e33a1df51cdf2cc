import { once } from 'node:events';
import { openPostgres } from '@touchstone/database';
import { createRedisMessaging } from '@touchstone/messaging';
import { createLogger } from '@touchstone/service';
import { readConfig } from './config.ts';
import { createSandbox } from './sandbox/create-sandbox.ts';
import { judgeVersion } from './sandbox/judge-version.ts';
import { RefusingSandbox } from './sandbox/refusing-sandbox.ts';
import { createHttpGradingOffice, createService } from './service.ts';

const { config, surroundings, secrets } = readConfig();
const logger = createLogger({ name: 'grader-api', level: config.logLevel });
if (process.getuid?.() === 0) logger.warn('Started as root: an ordinary user is enough, and safer');
const onError = (error: Error): void => logger.warn({ err: error }, 'A connection failed');
const onWarning = (message: string): void => logger.warn(message);

const { apiUrls, officeTimeoutMs: timeoutMs, python, sandbox: kind } = surroundings;
const { sandboxSocket: socket } = surroundings;
const { slots } = config;
const sandbox = await createSandbox({ python, socket, kind, slots, onWarning }).catch(
  (error: unknown) => new RefusingSandbox(error),
);
const { databaseUrl: url } = secrets;
const database = openPostgres({ url, maxConnections: 4, onError });
const { beatMs: graderBeatMs, silentMs: graderSilentMs } = config;
const messaging = await createRedisMessaging({
  ...{ url: secrets.redisUrl, graderBeatMs, graderSilentMs, onError },
});
const office = createHttpGradingOffice({ apiUrls, secret: secrets.graderSecret, timeoutMs });
const judge = await judgeVersion();
const service = createService({ config, database, messaging, office, sandbox, judge, logger });

if (sandbox instanceof RefusingSandbox) logger.error('Grading nothing: see /health/ready');
else service.start();
await service.listen();
await Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')]);
await service.close();
await Promise.all([messaging.close(), database.close(), sandbox.close()]);
