import { z } from 'zod';
import { readSecretFile } from './secret-file.ts';

export const logLevelSchema = z
  .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
  .default('info');

const countFault = 'must be a whole number, 1 or more';
/** A number of things, milliseconds or bytes. */
export const countSchema = z.coerce.number(countFault).int(countFault).positive(countFault);

/** A count with a variable and a default; the tables in docs/operations.md show the description. */
export const countSetting = (variable: string, preset: number, description?: string) =>
  countSchema.default(preset).meta({ variable, description });

/** Of settings that both services have. */
export const accessLogDescription =
  'if `true`, a line at level `info` for each answer, without the client’s address';
export const graderSilentDescription =
  'a grader without a heartbeat for this long is silent; same for all';

/** A switch with a variable and a default. */
export const switchSetting = (variable: string, preset: boolean, description: string) =>
  z.union([z.boolean(), z.stringbool()]).default(preset).meta({ variable, description });

const portFault = 'must be a port, a whole number from 0 to 65535';
/** 0 stands for any free port. */
export const portSchema = z.coerce
  .number(portFault)
  .int(portFault)
  .min(0, portFault)
  .max(65_535, portFault);

/** The secrets of every service, separate from other settings so that those can be logged. */
export const serviceSecretShape = {
  databaseUrl: z
    .string()
    .regex(/^postgres(?:ql)?:\/\//, 'must start with postgres://')
    .meta({
      description: '`postgres://…`; graders take a role that may only read courses and code',
    }),
  redisUrl: z
    .string()
    .regex(/^rediss?:\/\//, 'must start with redis:// or rediss://')
    .meta({ description: '`redis://…`, or `rediss://…` for TLS' }),
  graderSecret: z.string().min(16, 'must have at least 16 characters').meta({
    description: 'the bearer token of graders, the same for all; at least 16 characters',
  }),
};

/** All faults of the configuration, each a sentence that starts with the variable's name. */
export class ConfigError extends Error {
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(['The configuration is not valid:', ...faults].join('\n  '));
    this.name = 'ConfigError';
    this.faults = faults;
  }
}

type Groups = Readonly<Record<string, z.ZodObject>>;
type Variables = Readonly<Record<string, string>>;

/** The variable of each setting whose schema names one, as `.meta({ variable })`. */
export function variablesOf(shape: Readonly<Record<string, z.ZodType>>): Variables {
  const named = Object.entries(shape).map(([setting, schema]) => [
    setting,
    schema.meta()?.variable,
  ]);
  return Object.fromEntries(named.filter(([, variable]) => variable !== undefined)) as Variables;
}

/**
 * Reads groups of settings from environment variables; `variables` has the variable's name for each
 * setting. A setting without a variable, or with an empty one, gets its default. A setting in `files`
 * may instead come from a file, with its path in that variable.
 *
 * @throws {ConfigError} with the faults of all groups; none of them shows a value
 */
export function readEnvironment<G extends Groups>(
  environment: NodeJS.ProcessEnv,
  groups: G,
  variables: Variables,
  files: Variables = {},
): { [Name in keyof G]: z.infer<G[Name]> } {
  const valueOf = (name: string): string | undefined => valueIn(environment, name);
  const fromFiles = readFiles(valueOf, variables, files);
  const settingOf = (setting: string): string | undefined =>
    fromFiles.values[setting] ?? valueOf(variables[setting] ?? '');

  const parsed = Object.entries(groups).map(([group, schema]) => {
    const settings = Object.keys(schema.shape).map((setting) => [setting, settingOf(setting)]);
    const known = settings.filter(([setting]) => variables[setting ?? ''] !== undefined);
    return [group, schema.safeParse(Object.fromEntries(known))] as const;
  });
  const faults = parsed.flatMap(([, { error }]) =>
    (error?.issues ?? []).flatMap(({ code, path, message }) => {
      const setting = String(path[0]);
      if (fromFiles.refused.has(setting)) return [];
      const name = variables[setting] ?? path.join('.');
      if (code === 'custom' || settingOf(setting) !== undefined) {
        const file = setting in fromFiles.values ? files[setting] : undefined;
        const entry = typeof path[1] === 'number' ? `entry ${path[1] + 1} ` : '';
        return [`${file ?? name}: ${entry}${message}`];
      }
      const orFile = files[setting] === undefined ? '' : `, or ${files[setting]} to a file's path`;
      return [`${name}: must be set${orFile}`];
    }),
  );
  faults.push(...fromFiles.faults);
  if (faults.length > 0) throw new ConfigError(faults);
  return Object.fromEntries(parsed.map(([group, { data }]) => [group, data])) as {
    [Name in keyof G]: z.infer<G[Name]>;
  };
}

interface FromFiles {
  readonly values: Readonly<Record<string, string>>;
  /** The faults of the settings in `refused`; nothing else is reported of these. */
  readonly faults: readonly string[];
  readonly refused: ReadonlySet<string>;
}

function readFiles(
  valueOf: (variable: string) => string | undefined,
  variables: Variables,
  files: Variables,
): FromFiles {
  const values: Record<string, string> = {};
  const faults: string[] = [];
  const refused = new Set<string>();
  const refuse = (setting: string, fault: string): void => {
    refused.add(setting);
    faults.push(fault);
  };
  for (const [setting, fileVariable] of Object.entries(files)) {
    const path = valueOf(fileVariable);
    if (path === undefined) continue;
    const variable = variables[setting] ?? setting;
    if (valueOf(variable) !== undefined) {
      refuse(setting, `${variable} and ${fileVariable} are both set: set only one of them`);
      continue;
    }
    const read = readSecretFile(path);
    if ('fault' in read) refuse(setting, `${fileVariable}: ${read.fault}`);
    else values[setting] = read.secret;
  }
  return { values, faults, refused };
}

/**
 * Removes the secrets from the environment, so that no child process inherits them. They remain
 * visible in /proc/PID/environ, so files are better.
 */
export function forgetSecrets(
  environment: NodeJS.ProcessEnv,
  variables: Variables,
  files: Variables,
): void {
  for (const setting of Object.keys(files)) {
    const variable = variables[setting];
    if (variable !== undefined) Reflect.deleteProperty(environment, variable);
  }
}

/** Undefined if it is not set or empty. */
const valueIn = (environment: NodeJS.ProcessEnv, name: string): string | undefined =>
  environment[name] === '' ? undefined : environment[name];

/**
 * Reads only those settings that the environment sets, for callers that start a service and choose
 * the others; also returns the variables, for the service's environment.
 *
 * @throws {ConfigError} as {@link readEnvironment} does
 */
export function readGiven<G extends Groups>(
  environment: NodeJS.ProcessEnv,
  groups: G,
  variables: Readonly<Record<string, string>>,
): {
  given: { [Name in keyof G]: Partial<z.infer<G[Name]>> };
  variables: Readonly<Record<string, string>>;
} {
  const set: Record<string, string> = {};
  const narrowed = Object.entries(groups).map(([group, schema]) => {
    const shape = Object.entries<z.ZodType>(schema.shape).filter(([setting]) => {
      const name = variables[setting];
      const value = name === undefined ? undefined : valueIn(environment, name);
      if (name !== undefined && value !== undefined) set[name] = value;
      return value !== undefined;
    });
    return [group, z.strictObject(Object.fromEntries(shape))] as const;
  });
  const given = readEnvironment(environment, Object.fromEntries(narrowed), variables);
  return { given: given as { [Name in keyof G]: Partial<z.infer<G[Name]>> }, variables: set };
}
