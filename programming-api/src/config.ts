import {
  accessLogDescription,
  countSchema,
  countSetting,
  forgetSecrets,
  graderSilentDescription,
  logLevelSchema,
  portSchema,
  publicUrlSchema,
  readEnvironment,
  readGiven,
  serviceSecretShape,
  switchSetting,
  trustedProxySchema,
  variablesOf,
} from '@touchstone/runtime';
import { z } from 'zod';
import {
  mailSettings,
  mailSettingsOf,
  smtpUrlFile,
  smtpUrlSchema,
  smtpUrlVariable,
} from './mail/settings.ts';

export {
  mailSettings,
  mailSettingsOf,
  readSmtpUrl,
  smtpUrlFile,
  smtpUrlSchema,
} from './mail/settings.ts';

const splitAtCommas = (written: unknown): unknown =>
  typeof written === 'string'
    ? written
        .split(',')
        .map((part) => part.trim())
        .filter((part) => part !== '')
    : written;
const listOf = (part: z.ZodString) => z.preprocess(splitAtCommas, z.array(part));

/** What operators may set. docs/operations.md gets variables, descriptions and defaults from here. */
export const operatorSettings = {
  host: z
    .string()
    .min(1)
    .default('127.0.0.1')
    .meta({ variable: 'TOUCHSTONE_HOST', description: 'address to listen on' }),
  port: portSchema.default(7801).meta({ variable: 'TOUCHSTONE_PORT', description: 'port' }),
  logLevel: logLevelSchema.meta({
    variable: 'TOUCHSTONE_LOG_LEVEL',
    description: 'the log level',
  }),
  accessLog: switchSetting('TOUCHSTONE_ACCESS_LOG', false, accessLogDescription),
  graderSilentMs: countSetting('TOUCHSTONE_GRADER_SILENT_MS', 6000, graderSilentDescription),
  /** Decides host, origin, `Secure` and the name of the cookie. */
  publicUrl: publicUrlSchema.optional().meta({
    variable: 'TOUCHSTONE_PUBLIC_URL',
    description: 'the URL that browsers use, as `https://courses.example.org`; see below',
  }),
  allowedHosts: listOf(z.string()).default([]).meta({
    variable: 'TOUCHSTONE_ALLOWED_HOSTS',
    description: 'other host names that requests may use; loopback’s are always allowed',
  }),
  trustedProxies: listOf(trustedProxySchema).default(['loopback']).meta({
    variable: 'TOUCHSTONE_TRUSTED_PROXIES',
    description: 'whose `X-Forwarded-*` is trusted: addresses, networks, `loopback`',
  }),
  /** Graders run tests and programs in one process. */
  forgeable: switchSetting(
    'TOUCHSTONE_FORGEABLE',
    false,
    'if `true`, students see that verdicts can be forged; for Pyodide',
  ),
  queueLimit: countSetting(
    'TOUCHSTONE_QUEUE_LIMIT',
    5000,
    'entries in one lane of the queue; more get 503',
  ),
  queueSeconds: countSetting(
    'TOUCHSTONE_QUEUE_SECONDS',
    60,
    'a lane that takes longer than this to empty gets 503',
  ),
  streamLimit: countSetting(
    'TOUCHSTONE_STREAM_LIMIT',
    20,
    'event streams of one user in one process',
  ),
  /** Each heartbeat reads the row again. */
  heartbeatMs: countSetting(
    'TOUCHSTONE_HEARTBEAT_MS',
    15_000,
    'interval between heartbeats on an event stream',
  ),
  reconnectMs: countSetting(
    'TOUCHSTONE_RECONNECT_MS',
    1000,
    'how long a browser waits before it connects again',
  ),
  sweepIntervalMs: countSetting(
    'TOUCHSTONE_SWEEP_INTERVAL_MS',
    1000,
    'interval between sweeps for stuck submissions',
  ),
  entryGraceMs: countSetting(
    'TOUCHSTONE_ENTRY_GRACE_MS',
    2000,
    'how long a submission is queued before the sweeper checks for its entry',
  ),
  attemptSlackMs: countSetting(
    'TOUCHSTONE_ATTEMPT_SLACK_MS',
    15_000,
    'how long an attempt may take beyond its assignment’s wall limit',
  ),
  /** Graders retry at least every 5 s. */
  outageGraceMs: countSetting(
    'TOUCHSTONE_OUTAGE_GRACE_MS',
    10_000,
    'how long graders may report after an outage of this process or the database before attempts count as lost',
  ),
  graderGoneMs: countSetting(
    'TOUCHSTONE_GRADER_GONE_MS',
    60_000,
    'after this a silent grader counts as dead, and its attempts as lost',
  ),
};

/** The same; limits per user, per address, and of the disk. */
export const limitSettings = {
  userLimit: countSetting(
    'TOUCHSTONE_USER_LIMIT',
    60,
    'submissions per user and minute, also of code graded before',
  ),
  /** A whole classroom may share an address. */
  addressLimit: countSetting('TOUCHSTONE_ADDRESS_LIMIT', 2000, 'the same from one address'),
  historyLimit: countSetting(
    'TOUCHSTONE_HISTORY_LIMIT',
    60,
    'pages of the history read, per user and minute',
  ),
  readLimit: countSetting(
    'TOUCHSTONE_READ_LIMIT',
    600,
    'other reads of a user’s submissions and drafts, and event streams, per minute',
  ),
  addressReadLimit: countSetting(
    'TOUCHSTONE_ADDRESS_READ_LIMIT',
    20_000,
    'all of these reads, per address and minute',
  ),
  draftLimit: countSetting('TOUCHSTONE_DRAFT_LIMIT', 240, 'drafts written, per user and minute'),
  addressDraftLimit: countSetting(
    'TOUCHSTONE_ADDRESS_DRAFT_LIMIT',
    60_000,
    'the same from one address',
  ),
  newUserLimit: countSetting(
    'TOUCHSTONE_NEW_USER_LIMIT',
    2000,
    'new users, per address and minute',
  ),
  newUserDayLimit: countSetting('TOUCHSTONE_NEW_USER_DAY_LIMIT', 10_000, 'the same, per day'),
  codeLimit: countSetting(
    'TOUCHSTONE_CODE_LIMIT',
    60,
    'device codes, recovery keys and sign-in links tried, per address and minute',
  ),
  userStoredMib: countSetting(
    'TOUCHSTONE_USER_STORED_MIB',
    25,
    'MiB of programs, results and drafts stored, per user and hour',
  ),
  addressStoredMib: countSetting(
    'TOUCHSTONE_ADDRESS_STORED_MIB',
    1024,
    'the same from one address',
  ),
  /** So that clients that ignore Retry-After cost little. */
  refusalDelayMs: countSetting(
    'TOUCHSTONE_REFUSAL_DELAY_MS',
    1000,
    'delay of an answer that reports a limit',
  ),
  diskFolders: listOf(z.string()).default([]).meta({
    variable: 'TOUCHSTONE_DISK_FOLDER',
    description: 'folders, comma-separated, on whose file systems the data is',
    ifMissing: 'not checked',
  }),
  minFreeMib: countSetting(
    'TOUCHSTONE_MIN_FREE_MIB',
    512,
    'minimum of free MiB there; below it nothing new is accepted',
  ),
};

/** Set by tests and by the all-in-one only. */
const tunables = {
  /** The least time between two counts of the queue for the pages that show positions. */
  positionMs: countSchema.default(500),
  /** Lost attempts after which a submission ends as internal-error. */
  attemptLimit: countSchema.default(5),
  /** The longest time that anything is served from the cache without reading the database. */
  cacheMs: countSchema.default(60_000),
  /** How long closing waits for running requests. */
  shutdownTimeoutMs: countSchema.default(3000),
  /** Whether `/metrics` answers only programs on this machine; for a port that the public can reach. */
  metricsOnLoopbackOnly: z.boolean().default(false),
};

const configSchema = z.strictObject({
  ...operatorSettings,
  ...limitSettings,
  ...mailSettings,
  ...tunables,
});
export type ApiConfig = Readonly<z.infer<typeof configSchema>>;

/** Separate from the rest, so that the rest can be shown and logged. */
const secretsSchema = z.strictObject({ ...serviceSecretShape, smtpUrl: smtpUrlSchema.optional() });
export type ApiSecrets = Readonly<z.infer<typeof secretsSchema>>;

export const secretVariables = {
  databaseUrl: 'TOUCHSTONE_DATABASE_URL',
  redisUrl: 'TOUCHSTONE_REDIS_URL',
  graderSecret: 'TOUCHSTONE_GRADER_SECRET',
} as const satisfies Record<keyof typeof serviceSecretShape, string>;
const allSecretVariables = { ...secretVariables, smtpUrl: smtpUrlVariable };
const variables = {
  ...variablesOf({ ...operatorSettings, ...limitSettings, ...mailSettings }),
  ...allSecretVariables,
};

/** The paths of files with secrets, an alternative to the variables. */
export const secretFiles = {
  databaseUrl: 'TOUCHSTONE_DATABASE_URL_FILE',
  redisUrl: 'TOUCHSTONE_REDIS_URL_FILE',
  graderSecret: 'TOUCHSTONE_GRADER_SECRET_FILE',
} as const satisfies Record<keyof typeof serviceSecretShape, string>;
const allSecretFiles = { ...secretFiles, smtpUrl: smtpUrlFile };

/** The defaults, changed by `settings`; for the all-in-one and tests. */
export const createConfig = (settings: Partial<ApiConfig> = {}): ApiConfig =>
  configSchema.parse(settings);

/**
 * Also removes the secrets from the environment of this process.
 *
 * @throws {ConfigError} with all faults at once; none shows a value
 */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): {
  config: ApiConfig;
  secrets: ApiSecrets;
} {
  const groups = { config: configSchema, secrets: secretsSchema };
  const read = readEnvironment(environment, groups, variables, allSecretFiles);
  if (environment === process.env) forgetSecrets(environment, variables, allSecretFiles);
  mailSettingsOf({ ...read.config, ...read.secrets });
  return read;
}

const passedOn = { config: configSchema.omit({ host: true, port: true, forgeable: true }) };

/**
 * The settings for this service in the environment of the process that starts it: without secrets
 * and without the settings that the starting process decides.
 *
 * @throws {ConfigError} as above
 */
export const readGivenSettings = (
  environment: NodeJS.ProcessEnv,
): ReturnType<typeof readGiven<typeof passedOn>> => readGiven(environment, passedOn, variables);
