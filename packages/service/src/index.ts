export {
  ConfigError,
  forgetSecrets,
  logLevelSchema,
  readEnvironment,
  serviceSecretShape,
} from './environment.ts';
export { DeadlineError, within } from './deadline.ts';
export { createLogger } from './logger.ts';
export { createReadiness, type ReadinessCheck } from './readiness.ts';
export { readSecretFile } from './secret-file.ts';
