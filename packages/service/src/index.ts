export {
  ConfigError,
  forgetSecrets,
  logLevelSchema,
  readEnvironment,
  serviceSecretShape,
} from './environment.ts';
export { DeadlineError, within } from './deadline.ts';
export { readSecretFile } from './secret-file.ts';
