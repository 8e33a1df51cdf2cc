export {
  createImageConfiguration,
  createNginxConfiguration,
  type NginxConfigurationOptions,
  type NginxPart,
} from './nginx-configuration.ts';
export { freePort } from './free-port.ts';
export { startNginx, type NginxOptions } from './nginx.ts';
export { processUser, storesUser, takenUid, type ProcessUser } from './process-users.ts';
export { startPostgres, type PostgresOptions, type RunningPostgres } from './postgres.ts';
export { findPostgresProgram, findProgram, MissingProgramError } from './programs.ts';
export { findRemains } from './remains.ts';
export { startRedis, type RedisOptions, type RunningRedis } from './redis.ts';
export { ServerStartError, type RunningServer, type ServerExit } from './running-server.ts';
export { canReach, prepareFolder, readableBy, type ServerFolder } from './server-folder.ts';
