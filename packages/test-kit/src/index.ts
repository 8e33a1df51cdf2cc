export {
  createApiClient,
  UnexpectedAnswer,
  type ApiAnswer,
  type ApiClient,
  type Send,
} from './api-client.ts';
export { chromiumLaunchOptions, launchChromium, type ChromiumOptions } from './chromium.ts';
export { copyEmptyPglite } from './empty-pglite.ts';
export { allowMissingMediaFeatures, firefoxLaunchOptions } from './firefox.ts';
export { onFreePort } from './on-free-port.ts';
export { readEvents, type ServerSentEvent } from './read-events.ts';
export { spawnService, type ServiceProcess } from './service-process.ts';
export { createStudent, createUser, listAssignmentIds, type Student } from './student.ts';
export { temporaryFolder, type TemporaryFolder } from './temporary-folder.ts';
export {
  startTestPostgres,
  type Migrate,
  type TestDatabase,
  type TestPostgres,
} from './test-postgres.ts';
export { startTestRedis, type TestRedis } from './test-redis.ts';
export { waitFor } from './wait-for.ts';
export {
  fillDisk,
  mountSmallDisk,
  onSmallDisk,
  type Ballast,
  type SmallDisk,
} from './small-disk.ts';
