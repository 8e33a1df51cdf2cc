import { migrate, openPostgres, type Database } from '@touchstone/database';
import { createRedisMessaging, type Messaging } from '@touchstone/messaging';
import {
  startTestPostgres,
  startTestRedis,
  type TestPostgres,
  type TestRedis,
} from '@touchstone/test-kit';
import type { Logger } from 'pino';
import type { ApiConfig } from '../src/service.ts';
import { sampleCourse } from './sample-course.ts';
import { startApi, type TestApi } from './start-api.ts';

/** One API with its own connections, like a process. */
export interface Process {
  readonly api: TestApi;
  readonly database: Database;
  readonly messaging: Messaging;
  stop(): Promise<void>;
}

export interface ProcessOptions {
  readonly config?: Partial<ApiConfig>;
  readonly logger?: Logger;
  /** APIs with different prefixes share nothing on Redis. */
  readonly keyPrefix?: string;
  /** Injects a fault between the API and its stores. */
  readonly spoil?: (ground: { database: Database; messaging: Messaging }) => {
    database?: Database;
    messaging?: Messaging;
  };
}

/** PostgreSQL and Redis with a loaded course, and APIs that use them. */
export interface Servers {
  readonly postgres: TestPostgres;
  readonly redis: TestRedis;
  readonly databaseUrl: string;
  readonly assignmentId: string;
  startProcess(options?: ProcessOptions): Promise<Process>;
  stop(): Promise<void>;
}

export async function startServers(): Promise<Servers> {
  const [postgres, redis] = await Promise.all([startTestPostgres(), startTestRedis()]);
  const { url } = await postgres.createDatabase();
  const startProcess = async (options: ProcessOptions = {}): Promise<Process> => {
    const { spoil = () => ({}), keyPrefix = 'touchstone', ...rest } = options;
    const database = openPostgres({ url });
    const messaging = await createRedisMessaging({ url: redis.url, keyPrefix });
    const api = await startApi({
      ...{ database, messaging },
      ...spoil({ database, messaging }),
      ...rest,
    });
    const stop = async (): Promise<void> => {
      await api.service.close();
      await messaging.close();
      await database.close();
    };
    return { api, database, messaging, stop };
  };

  const database = openPostgres({ url });
  await migrate(database);
  await database.close();
  const first = await startProcess();
  await first.api.service.reloadCourse(sampleCourse());
  const [assignmentId = ''] = await first.api.assignmentIds();
  await first.stop();
  return {
    ...{ postgres, redis, databaseUrl: url, assignmentId, startProcess },
    async stop() {
      await Promise.all([postgres.stop(), redis.stop()]);
    },
  };
}
