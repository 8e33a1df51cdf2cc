export { ConfigError, logLevelSchema, readEnvironment, serviceSecretShape } from './environment.ts';
export { DeadlineError, within } from './deadline.ts';
