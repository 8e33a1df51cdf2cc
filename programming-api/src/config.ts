import { logLevelSchema, readEnvironment, serviceSecretShape } from '@touchstone/service';
import { z } from 'zod';

const count = z.coerce.number().int().positive();
const list = z.union([
  z.array(z.string()),
  z.string().transform((text) =>
    text
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== ''),
  ),
]);

const configSchema = z.strictObject({
  host: z.string().min(1).default('127.0.0.1'),
  port: z.coerce.number().int().min(0).max(65_535).default(7801),
  /** Host names that requests may name; those of loopback may always be named. */
  allowedHosts: list.default([]),
  /** Whose X-Forwarded-For and X-Forwarded-Proto are believed: addresses, networks, `loopback`. */
  trustedProxies: list.default(['loopback']),
  logLevel: logLevelSchema,
  /** Graders run tests and programs in one process: students are told that verdicts can be forged. */
  forgeable: z.union([z.boolean(), z.stringbool()]).default(false),

  /** Submissions of one user that a grader has to look at, a minute. */
  userLimit: count.default(60),
  /** The same from one address, which a whole classroom may share. */
  addressLimit: count.default(2000),
  /** New users from one address, a minute. */
  newUserLimit: count.default(1000),
  /** Drafts that one user may write, a minute. */
  draftLimit: count.default(240),
  /** Device codes and recovery keys that one address may try, a minute. */
  codeLimit: count.default(60),
  /** Submissions in one lane of the queue; more are refused with 503. */
  queueLimit: count.default(5000),
  /** The time in which graders are to empty a lane; what would take longer is refused with 503. */
  queueSeconds: count.default(60),
  /** Event streams that one user may have open in this process. */
  streamLimit: count.default(20),

  /** Between two signs of life on an event stream; each reads the row again. */
  heartbeatMs: count.default(15_000),
  /** How long a browser waits before it connects an event stream again. */
  reconnectMs: count.default(1000),
  /** The least time between two counts of the queue for those who wait in it. */
  positionMs: count.default(500),
  /** Between two sweeps for submissions that got stuck. */
  sweepMs: count.default(1000),
  /** How long a submission may be queued before its stream entry is looked for. */
  entryGraceMs: count.default(2000),
  /** What an attempt may take beyond its assignment's wall limit. */
  attemptSlackMs: count.default(15_000),
  /**
   * After this process or the database was away graders get so long to bring what they could not,
   * before attempts count as lost. They try again every 5 s at the least.
   */
  outageGraceMs: count.default(10_000),
  /** Attempts during which a grader may die before a submission ends as internal-error. */
  attemptLimit: count.default(5),
  /** A grader that says nothing for so long is silent: it may be dead, frozen or starved. */
  graderSilentMs: count.default(6000),
  /** After so long a silence it is gone, and the attempts that it lost count. */
  graderGoneMs: count.default(60_000),
  /** The longest that anything is served from the cache without a look at the database. */
  cacheMs: count.default(60_000),
  /** How long closing waits for requests that run. */
  closeMs: count.default(3000),
});
export type ApiConfig = Readonly<z.infer<typeof configSchema>>;

/** Kept apart from the rest, so that the rest can be shown and logged. */
const secretsSchema = z.strictObject(serviceSecretShape);
export type ApiSecrets = Readonly<z.infer<typeof secretsSchema>>;

const variables = {
  host: 'TOUCHSTONE_HOST',
  port: 'TOUCHSTONE_PORT',
  allowedHosts: 'TOUCHSTONE_ALLOWED_HOSTS',
  trustedProxies: 'TOUCHSTONE_TRUSTED_PROXIES',
  logLevel: 'TOUCHSTONE_LOG_LEVEL',
  forgeable: 'TOUCHSTONE_FORGEABLE',
  userLimit: 'TOUCHSTONE_USER_LIMIT',
  addressLimit: 'TOUCHSTONE_ADDRESS_LIMIT',
  newUserLimit: 'TOUCHSTONE_NEW_USER_LIMIT',
  draftLimit: 'TOUCHSTONE_DRAFT_LIMIT',
  codeLimit: 'TOUCHSTONE_CODE_LIMIT',
  queueLimit: 'TOUCHSTONE_QUEUE_LIMIT',
  queueSeconds: 'TOUCHSTONE_QUEUE_SECONDS',
  streamLimit: 'TOUCHSTONE_STREAM_LIMIT',
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

/** The defaults but for `settings`; what the all-in-one and tests use. */
export const createConfig = (settings: Partial<ApiConfig> = {}): ApiConfig =>
  configSchema.parse(settings);

/** @throws {ConfigError} with all faults at once, none of which shows a value */
export const readConfig = (
  environment: NodeJS.ProcessEnv = process.env,
): { config: ApiConfig; secrets: ApiSecrets } =>
  readEnvironment(environment, { config: configSchema, secrets: secretsSchema }, variables);
