import { availableParallelism, hostname } from 'node:os';
import {
  accessLogDescription,
  countSchema,
  countSetting,
  forgetSecrets,
  graderSilentDescription,
  logLevelSchema,
  portSchema,
  readEnvironment,
  readGiven,
  serviceSecretShape,
  switchSetting,
  variablesOf,
} from '@touchstone/runtime';
import { z } from 'zod';

/** A grader counts as silent only after it has missed this many heartbeats. */
const minMissedHeartbeats = 3;

/** What operators may set. docs/operations.md gets variables, descriptions and defaults from here. */
const operatorSchema = z.strictObject({
  host: z
    .string()
    .min(1)
    .default('127.0.0.1')
    .meta({ variable: 'TOUCHSTONE_HOST', description: 'address to listen on' }),
  port: portSchema.default(7802).meta({ variable: 'TOUCHSTONE_PORT', description: 'port' }),
  logLevel: logLevelSchema.meta({
    variable: 'TOUCHSTONE_LOG_LEVEL',
    description: 'the log level',
  }),
  accessLog: switchSetting('TOUCHSTONE_ACCESS_LOG', false, accessLogDescription),
  /** Others claim the entries of a silent grader. */
  silentMs: countSetting('TOUCHSTONE_GRADER_SILENT_MS', 6_000, graderSilentDescription),

  name: z
    .string()
    .min(1)
    .default(() => `${hostname()}-${process.pid}`)
    .meta({
      variable: 'TOUCHSTONE_GRADER_NAME',
      description: 'its name on the stream, unique',
      ifMissing: 'host and process',
    }),
  slots: countSchema
    .default(() => availableParallelism())
    .meta({
      variable: 'TOUCHSTONE_SLOTS',
      description: 'parallel gradings',
      ifMissing: 'one per core',
    }),
  heartbeatMs: countSetting(
    'TOUCHSTONE_GRADER_HEARTBEAT_MS',
    1_500,
    'interval between heartbeats; at most a third of `TOUCHSTONE_GRADER_SILENT_MS`',
  ),
  claimIntervalMs: countSetting(
    'TOUCHSTONE_CLAIM_INTERVAL_MS',
    1_000,
    'interval between checks for entries of silent graders',
  ),
  /**
   * Whatever the heartbeats. It must exceed the longest grading of any loaded course: the wall limit (at most
   * 60 s) and the posts before and after. Otherwise living graders claim each other's entries and grade
   * them twice. Lower it only if the limits of all courses are lower.
   */
  claimIdleMs: countSetting(
    'TOUCHSTONE_CLAIM_IDLE_MS',
    75_000,
    'after this any entry is claimed; more than the longest grading',
  ),
  gradingSlackMs: countSetting(
    'TOUCHSTONE_GRADING_SLACK_MS',
    30_000,
    'how long past its wall limit until a sandbox counts as stuck',
  ),
  maxRetryDelayMs: countSetting(
    'TOUCHSTONE_MAX_RETRY_DELAY_MS',
    5_000,
    'maximum delay between retries',
  ),
  shutdownTimeoutMs: countSetting(
    'TOUCHSTONE_SHUTDOWN_TIMEOUT_MS',
    3_000,
    'how long a closing grader waits for gradings before it hands them back',
  ),
});

/** What only tests and benches change. */
const tunablesSchema = z.strictObject({
  /** The size of the bundles kept in memory, as JSON. */
  bundleCacheBytes: countSchema.default(67_108_864),
  /** The delay before the first retry; it doubles up to `maxRetryDelayMs`. */
  retryFirstMs: countSchema.default(100),
  /** How long to retry reading code and tests before the submission is handed back. */
  readPatienceMs: countSchema.default(5_000),
  /** How long closing waits for the API to accept what is handed back. */
  handBackMs: countSchema.default(1_000),
});

const settingsSchema = z.strictObject({ ...operatorSchema.shape, ...tunablesSchema.shape });
const configSchema = settingsSchema.refine(
  ({ heartbeatMs, silentMs }) => silentMs >= minMissedHeartbeats * heartbeatMs,
  {
    path: ['silentMs'],
    error: `must be at least ${minMissedHeartbeats} times TOUCHSTONE_GRADER_HEARTBEAT_MS`,
  },
);
export type GraderConfig = Readonly<z.infer<typeof configSchema>>;

/** What a grader that is a separate process also needs: where the API is and how to run programs. */
const surroundingsSchema = z.strictObject({
  apiUrls: z
    .string()
    .transform((text) => text.split(',').map((url) => url.trim()))
    .pipe(
      z.array(
        z.url({ protocol: /^https?$/, error: 'must be http or https URLs, separated by commas' }),
      ),
    )
    .meta({
      variable: 'TOUCHSTONE_API_URLS',
      description: 'addresses of the APIs, comma-separated',
    }),
  /** An absolute path, so that PATH does not decide. */
  python: z.string().startsWith('/', 'must be an absolute path').default('/usr/bin/python3').meta({
    variable: 'TOUCHSTONE_PYTHON',
    description: 'absolute path of the Python to grade with',
  }),
  /** Programs can forge their verdicts in Pyodide, so it is not the default. */
  sandbox: z.enum(['bubblewrap', 'pyodide', 'auto']).default('bubblewrap').meta({
    variable: 'TOUCHSTONE_SANDBOX',
    description: '`bubblewrap`, `pyodide` (can be forged) or `auto`',
  }),
  sandboxSocket: z.string().startsWith('/', 'must be an absolute path').optional().meta({
    variable: 'TOUCHSTONE_SANDBOX_SOCKET',
    description:
      'Unix socket (absolute path) of the process that starts sandboxes, by its own Python',
    ifMissing: 'it starts them itself',
  }),
  officeTimeoutMs: countSetting(
    'TOUCHSTONE_OFFICE_TIMEOUT_MS',
    10_000,
    'how long an API may take to answer',
  ),
});
export type GraderSurroundings = Readonly<z.infer<typeof surroundingsSchema>>;

/** Separate from the rest, so that the rest can be shown and logged. */
const secretsSchema = z.strictObject(serviceSecretShape);
export type GraderSecrets = Readonly<z.infer<typeof secretsSchema>>;

/** All that operators may set, except secrets. */
export const operatorSettings = { ...operatorSchema.shape, ...surroundingsSchema.shape };

const variables = {
  ...variablesOf(operatorSettings),
  databaseUrl: 'TOUCHSTONE_DATABASE_URL',
  redisUrl: 'TOUCHSTONE_REDIS_URL',
  graderSecret: 'TOUCHSTONE_GRADER_SECRET',
};

/** Variables that name a file to read a secret from instead. */
const secretFiles = {
  databaseUrl: 'TOUCHSTONE_DATABASE_URL_FILE',
  redisUrl: 'TOUCHSTONE_REDIS_URL_FILE',
  graderSecret: 'TOUCHSTONE_GRADER_SECRET_FILE',
} as const satisfies Partial<Record<keyof GraderSecrets, string>>;

/** The defaults, overridden by `settings`; for the all-in-one and tests. */
export const createConfig = (settings: Partial<GraderConfig> = {}): GraderConfig =>
  configSchema.parse(settings);

/**
 * Reads the environment, and removes the secrets from it if it is this process's own.
 *
 * @throws {ConfigError} with all faults at once; no fault shows a value
 */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): {
  config: GraderConfig;
  surroundings: GraderSurroundings;
  secrets: GraderSecrets;
} {
  const groups = {
    config: configSchema,
    surroundings: surroundingsSchema,
    secrets: secretsSchema,
  };
  const read = readEnvironment(environment, groups, variables, secretFiles);
  if (environment === process.env) forgetSecrets(environment, variables, secretFiles);
  return read;
}

const givenGroups = {
  config: operatorSchema.omit({ host: true, port: true, name: true }),
  surroundings: surroundingsSchema.omit({ apiUrls: true, sandboxSocket: true }),
};

/**
 * The settings for this service in the environment of a command that starts it, except for secrets
 * and what that command decides.
 *
 * @throws {ConfigError} as above
 */
export const readGivenSettings = (
  environment: NodeJS.ProcessEnv,
): ReturnType<typeof readGiven<typeof givenGroups>> =>
  readGiven(environment, givenGroups, variables);
