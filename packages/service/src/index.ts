export { ConfigError, logLevelSchema, readEnvironment, serviceSecretShape } from './environment.ts';
export { DeadlineError, within } from './deadline.ts';
export { createLogger } from './logger.ts';
export { createReadiness, type ReadinessCheck } from './readiness.ts';
