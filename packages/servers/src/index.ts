export { createNginxConfiguration, type NginxConfigurationOptions } from './nginx-configuration.ts';
export { freePort } from './free-port.ts';
export { startNginx, type NginxOptions } from './nginx.ts';
export { startPostgres, type PostgresOptions, type RunningPostgres } from './postgres.ts';
export { findPostgresProgram, findProgram, MissingProgramError } from './programs.ts';
export { startRedis, type RedisOptions } from './redis.ts';
export { ServerStartError, type RunningServer, type ServerExit } from './running-server.ts';
export { canReach, prepareFolder, type ServerFolder } from './server-folder.ts';
export { unprivilegedUser, type UnprivilegedUser } from './unprivileged-user.ts';
