import {
  countSchema,
  forgetSecrets,
  logLevelSchema,
  portSchema,
  publicUrlSchema,
  readEnvironment,
  readGiven,
  serviceSecretShape,
  trustedProxySchema,
} from '@touchstone/service';
import { z } from 'zod';

const splitAtCommas = (written: unknown): unknown =>
  typeof written === 'string'
    ? written
        .split(',')
        .map((part) => part.trim())
        .filter((part) => part !== '')
    : written;
const listOf = (part: z.ZodString) => z.preprocess(splitAtCommas, z.array(part));

const configSchema = z.strictObject({
  host: z.string().min(1).default('127.0.0.1'),
  port: portSchema.default(7801),
  /** Where browsers find this server; from it follow host, origin, `Secure` and the cookie's name. */
  publicUrl: publicUrlSchema.optional(),
  /** Host names that requests may name besides; those of loopback may always be named. */
  allowedHosts: listOf(z.string()).default([]),
  /** Whose X-Forwarded-For and X-Forwarded-Proto are believed: addresses, networks, `loopback`. */
  trustedProxies: listOf(trustedProxySchema).default(['loopback']),
  logLevel: logLevelSchema,
  /** Graders run tests and programs in one process: students are told that verdicts can be forged. */
  forgeable: z.union([z.boolean(), z.stringbool()]).default(false),

  /** Submissions of one user, a minute; those that get an earlier result at once count, too. */
  userLimit: countSchema.default(60),
  /** The same from one address, which a whole classroom may share. */
  addressLimit: countSchema.default(2000),
  /** New users from one address, a minute and a day. */
  newUserLimit: countSchema.default(2000),
  newUserDayLimit: countSchema.default(10_000),
  /** Drafts that one user may write, a minute, and all users of one address. */
  draftLimit: countSchema.default(240),
  addressDraftLimit: countSchema.default(60_000),
  /** Pages of the history that one user may read, a minute. */
  historyLimit: countSchema.default(60),
  /** Submissions and drafts that one user may read or follow, a minute. */
  readLimit: countSchema.default(600),
  /** Such reads and pages of histories from one address, a minute. */
  addressReadLimit: countSchema.default(20_000),
  /** Code, results and drafts that may be stored for one user, an hour, and from one address. */
  userStoredMib: countSchema.default(25),
  addressStoredMib: countSchema.default(1024),
  /** Device codes and recovery keys that one address may try, a minute. */
  codeLimit: countSchema.default(60),
  /**
   * How long an answer that something was too much is kept back: who does not wait for the time that
   * it names costs little by that.
   */
  refusalDelayMs: countSchema.default(1000),
  /** Submissions in one lane of the queue; more are refused with 503. */
  queueLimit: countSchema.default(5000),
  /** The time in which graders are to empty a lane; what would take longer is refused with 503. */
  queueSeconds: countSchema.default(60),
  /** Event streams that one user may have open in this process. */
  streamLimit: countSchema.default(20),
  /** On whose file systems the stores write; while one has too little room nothing is taken in. */
  diskFolders: listOf(z.string()).default([]),
  minFreeMib: countSchema.default(512),

  /** Between two signs of life on an event stream; each reads the row again. */
  heartbeatMs: countSchema.default(15_000),
  /** How long a browser waits before it connects an event stream again. */
  reconnectMs: countSchema.default(1000),
  /** The least time between two counts of the queue for those who wait in it. */
  positionMs: countSchema.default(500),
  /** Between two sweeps for submissions that got stuck. */
  sweepMs: countSchema.default(1000),
  /** How long a submission may be queued before its stream entry is looked for. */
  entryGraceMs: countSchema.default(2000),
  /** What an attempt may take beyond its assignment's wall limit. */
  attemptSlackMs: countSchema.default(15_000),
  /**
   * After this process or the database was away graders get so long to bring what they could not,
   * before attempts count as lost. They try again every 5 s at the least.
   */
  outageGraceMs: countSchema.default(10_000),
  /** Attempts during which a grader may die before a submission ends as internal-error. */
  attemptLimit: countSchema.default(5),
  /** A grader that says nothing for so long is silent: it may be dead, frozen or starved. */
  graderSilentMs: countSchema.default(6000),
  /** After so long a silence it is gone, and the attempts that it lost count. */
  graderGoneMs: countSchema.default(60_000),
  /** The longest that anything is served from the cache without a look at the database. */
  cacheMs: countSchema.default(60_000),
  /** How long closing waits for requests that run. */
  closeMs: countSchema.default(3000),
});
export type ApiConfig = Readonly<z.infer<typeof configSchema>>;

/** Kept apart from the rest, so that the rest can be shown and logged. */
const secretsSchema = z.strictObject(serviceSecretShape);
export type ApiSecrets = Readonly<z.infer<typeof secretsSchema>>;

const variables = {
  host: 'TOUCHSTONE_HOST',
  port: 'TOUCHSTONE_PORT',
  publicUrl: 'TOUCHSTONE_PUBLIC_URL',
  allowedHosts: 'TOUCHSTONE_ALLOWED_HOSTS',
  trustedProxies: 'TOUCHSTONE_TRUSTED_PROXIES',
  logLevel: 'TOUCHSTONE_LOG_LEVEL',
  forgeable: 'TOUCHSTONE_FORGEABLE',
  userLimit: 'TOUCHSTONE_USER_LIMIT',
  addressLimit: 'TOUCHSTONE_ADDRESS_LIMIT',
  newUserLimit: 'TOUCHSTONE_NEW_USER_LIMIT',
  newUserDayLimit: 'TOUCHSTONE_NEW_USER_DAY_LIMIT',
  draftLimit: 'TOUCHSTONE_DRAFT_LIMIT',
  addressDraftLimit: 'TOUCHSTONE_ADDRESS_DRAFT_LIMIT',
  historyLimit: 'TOUCHSTONE_HISTORY_LIMIT',
  readLimit: 'TOUCHSTONE_READ_LIMIT',
  addressReadLimit: 'TOUCHSTONE_ADDRESS_READ_LIMIT',
  userStoredMib: 'TOUCHSTONE_USER_STORED_MIB',
  addressStoredMib: 'TOUCHSTONE_ADDRESS_STORED_MIB',
  codeLimit: 'TOUCHSTONE_CODE_LIMIT',
  refusalDelayMs: 'TOUCHSTONE_REFUSAL_DELAY_MS',
  queueLimit: 'TOUCHSTONE_QUEUE_LIMIT',
  queueSeconds: 'TOUCHSTONE_QUEUE_SECONDS',
  streamLimit: 'TOUCHSTONE_STREAM_LIMIT',
  diskFolders: 'TOUCHSTONE_DISK_FOLDER',
  minFreeMib: 'TOUCHSTONE_MIN_FREE_MIB',
  heartbeatMs: 'TOUCHSTONE_HEARTBEAT_MS',
  reconnectMs: 'TOUCHSTONE_RECONNECT_MS',
  sweepMs: 'TOUCHSTONE_SWEEP_MS',
  entryGraceMs: 'TOUCHSTONE_ENTRY_GRACE_MS',
  attemptSlackMs: 'TOUCHSTONE_ATTEMPT_SLACK_MS',
  outageGraceMs: 'TOUCHSTONE_OUTAGE_GRACE_MS',
  graderSilentMs: 'TOUCHSTONE_SILENT_MS',
  graderGoneMs: 'TOUCHSTONE_GRADER_GONE_MS',
  databaseUrl: 'TOUCHSTONE_DATABASE_URL',
  redisUrl: 'TOUCHSTONE_REDIS_URL',
  graderSecret: 'TOUCHSTONE_GRADER_SECRET',
} as const satisfies Partial<Record<keyof ApiConfig | keyof ApiSecrets, string>>;

/** By which a secret may come from a file instead. */
const secretFiles = {
  databaseUrl: 'TOUCHSTONE_DATABASE_URL_FILE',
  redisUrl: 'TOUCHSTONE_REDIS_URL_FILE',
  graderSecret: 'TOUCHSTONE_GRADER_SECRET_FILE',
} as const satisfies Partial<Record<keyof ApiSecrets, string>>;

/** The defaults but for `settings`; what the all-in-one and tests use. */
export const createConfig = (settings: Partial<ApiConfig> = {}): ApiConfig =>
  configSchema.parse(settings);

/**
 * Takes the secrets out of this process's own environment besides.
 *
 * @throws {ConfigError} with all faults at once, none of which shows a value
 */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): {
  config: ApiConfig;
  secrets: ApiSecrets;
} {
  const groups = { config: configSchema, secrets: secretsSchema };
  const read = readEnvironment(environment, groups, variables, secretFiles);
  if (environment === process.env) forgetSecrets(environment, variables, secretFiles);
  return read;
}

const handedOn = { config: configSchema.omit({ host: true, port: true, forgeable: true }) };

/**
 * What is set for this service in the environment of whoever starts it: all but secrets and what
 * that one decides.
 *
 * @throws {ConfigError} as above
 */
export const readGivenSettings = (
  environment: NodeJS.ProcessEnv,
): ReturnType<typeof readGiven<typeof handedOn>> => readGiven(environment, handedOn, variables);
