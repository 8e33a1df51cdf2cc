export {
  ConfigError,
  logLevelSchema,
  readEnvironment,
  readGiven,
  serviceSecretShape,
} from './environment.ts';
export { DeadlineError, within } from './deadline.ts';
export { publicUrlSchema } from './public-url.ts';
export { createProxyCheck, networksOf, trustedProxySchema } from './trusted-proxies.ts';
