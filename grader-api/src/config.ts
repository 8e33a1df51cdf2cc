import { availableParallelism, hostname } from 'node:os';
import {
  countSchema,
  forgetSecrets,
  logLevelSchema,
  portSchema,
  readEnvironment,
  readGiven,
  serviceSecretShape,
} from '@touchstone/service';
import { z } from 'zod';

/** So many signs of life may be missed before a grader is silent. */
const beatsMissed = 3;

const settingsSchema = z.strictObject({
  host: z.string().min(1).default('127.0.0.1'),
  port: portSchema.default(7802),
  logLevel: logLevelSchema,

  /** Names this grader on the stream. No two that run at once may share it. */
  name: z
    .string()
    .min(1)
    .default(() => `${hostname()}-${process.pid}`),
  /** Gradings at once. */
  slots: countSchema.default(() => availableParallelism()),
  /** Bundles kept, in about so many bytes of JSON. */
  bundleCacheBytes: countSchema.default(67_108_864),

  /** Between two signs of life, on the stream and to an API. */
  beatMs: countSchema.default(1_500),
  /** A grader that gives none for so long is silent: others take over its entries. */
  silentMs: countSchema.default(6_000),
  /** Between two looks for entries to be taken over. */
  claimEveryMs: countSchema.default(1_000),
  /**
   * An entry that its grader has held for so long is taken over, whatever its signs of life say. It must exceed the longest
   * grading of any loaded course, its wall limit (60 s at most) and the posts before and after,
   * else living graders take each other's work and grade it twice. Only who knows that all limits
   * are shorter sets it shorter.
   */
  claimIdleMs: countSchema.default(75_000),
  /** How long past its wall limit a grading may take before the sandbox counts as stuck. */
  gradingSlackMs: countSchema.default(30_000),

  /** Waits between tries of what failed: the first, doubled up to the most. */
  retryFirstMs: countSchema.default(100),
  retryMostMs: countSchema.default(5_000),
  /** How long code and tests are asked for before the submission is handed back. */
  readPatienceMs: countSchema.default(5_000),
  /** How long closing waits for gradings that run; then they are handed back. */
  closeMs: countSchema.default(3_000),
  /** How long closing waits for the API to take them back. */
  handBackMs: countSchema.default(1_000),
});
const configSchema = settingsSchema.refine(
  ({ beatMs, silentMs }) => silentMs >= beatsMissed * beatMs,
  { path: ['silentMs'], error: `must be ${beatsMissed} times TOUCHSTONE_BEAT_MS or more` },
);
export type GraderConfig = Readonly<z.infer<typeof configSchema>>;

/** What a grader in a process of its own needs besides: whom to talk to and where to grade. */
const surroundingsSchema = z.strictObject({
  apiUrls: z
    .string()
    .transform((text) => text.split(',').map((url) => url.trim()))
    .pipe(z.array(z.url({ protocol: /^https?$/, error: 'must be http addresses with commas' }))),
  officeTimeoutMs: countSchema.default(10_000),
  /** A path, never whatever PATH finds first. */
  python: z.string().startsWith('/', 'must be an absolute path').default('/usr/bin/python3'),
  /** Pyodide can be forged, so it is never chosen by itself here. */
  sandbox: z.enum(['bubblewrap', 'pyodide', 'auto']).default('bubblewrap'),
  /** The Unix socket of who starts bubblewrap for this grader, under another user; else it does so itself. */
  sandboxSocket: z.string().startsWith('/', 'must be an absolute path').optional(),
});
export type GraderSurroundings = Readonly<z.infer<typeof surroundingsSchema>>;

/** Kept apart from the rest, so that the rest can be shown and logged. */
const secretsSchema = z.strictObject(serviceSecretShape);
export type GraderSecrets = Readonly<z.infer<typeof secretsSchema>>;

const variables = {
  host: 'TOUCHSTONE_HOST',
  port: 'TOUCHSTONE_PORT',
  logLevel: 'TOUCHSTONE_LOG_LEVEL',
  name: 'TOUCHSTONE_GRADER_NAME',
  slots: 'TOUCHSTONE_SLOTS',
  beatMs: 'TOUCHSTONE_BEAT_MS',
  silentMs: 'TOUCHSTONE_SILENT_MS',
  claimIdleMs: 'TOUCHSTONE_CLAIM_IDLE_MS',
  claimEveryMs: 'TOUCHSTONE_CLAIM_EVERY_MS',
  gradingSlackMs: 'TOUCHSTONE_GRADING_SLACK_MS',
  retryMostMs: 'TOUCHSTONE_RETRY_MOST_MS',
  closeMs: 'TOUCHSTONE_CLOSE_MS',
  apiUrls: 'TOUCHSTONE_API_URLS',
  officeTimeoutMs: 'TOUCHSTONE_OFFICE_TIMEOUT_MS',
  python: 'TOUCHSTONE_PYTHON',
  sandbox: 'TOUCHSTONE_SANDBOX',
  sandboxSocket: 'TOUCHSTONE_SANDBOX_SOCKET',
  databaseUrl: 'TOUCHSTONE_DATABASE_URL',
  redisUrl: 'TOUCHSTONE_REDIS_URL',
  graderSecret: 'TOUCHSTONE_GRADER_SECRET',
} as const;

/** By which a secret may come from a file instead. */
const secretFiles = {
  databaseUrl: 'TOUCHSTONE_DATABASE_URL_FILE',
  redisUrl: 'TOUCHSTONE_REDIS_URL_FILE',
  graderSecret: 'TOUCHSTONE_GRADER_SECRET_FILE',
} as const satisfies Partial<Record<keyof GraderSecrets, string>>;

/** The defaults but for `settings`; what the all-in-one and tests use. */
export const createConfig = (settings: Partial<GraderConfig> = {}): GraderConfig =>
  configSchema.parse(settings);

/**
 * Takes the secrets out of this process's own environment besides.
 *
 * @throws {ConfigError} with all faults at once, none of which shows a value
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

const handedOn = {
  config: settingsSchema.omit({ host: true, port: true, name: true }),
  surroundings: surroundingsSchema.omit({ apiUrls: true, sandboxSocket: true }),
};

/**
 * What is set for this service in the environment of whoever starts it: all but secrets and what
 * that one decides.
 *
 * @throws {ConfigError} as above
 */
export const readGivenSettings = (
  environment: NodeJS.ProcessEnv,
): ReturnType<typeof readGiven<typeof handedOn>> => readGiven(environment, handedOn, variables);
