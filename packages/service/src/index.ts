export {
  ConfigError,
  countSchema,
  forgetSecrets,
  logLevelSchema,
  portSchema,
  readEnvironment,
  readGiven,
  serviceSecretShape,
} from './environment.ts';
export { DeadlineError, within } from './deadline.ts';
export { keepFor } from './keep-for.ts';
export { createLogger } from './logger.ts';
export { publicUrlSchema } from './public-url.ts';
export { createReadiness, type ReadinessCheck } from './readiness.ts';
export { readSecretFile } from './secret-file.ts';
export { createProxyCheck, networksOf, trustedProxySchema } from './trusted-proxies.ts';
