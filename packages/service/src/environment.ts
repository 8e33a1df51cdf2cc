import { z } from 'zod';
import { readSecretFile } from './secret-file.ts';

export const logLevelSchema = z
  .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
  .default('info');

const notCounted = 'must be a whole number, 1 or more';
/** A number of things, milliseconds or bytes. */
export const countSchema = z.coerce.number(notCounted).int(notCounted).positive(notCounted);

const noPort = 'must be a port, a whole number from 0 to 65535';
/** 0 is any that is free. */
export const portSchema = z.coerce.number(noPort).int(noPort).min(0, noPort).max(65_535, noPort);

/** The secrets of every service; kept apart from the rest, so that the rest can be logged. */
export const serviceSecretShape = {
  databaseUrl: z.string().regex(/^postgres(?:ql)?:\/\//, 'must start with postgres://'),
  redisUrl: z.string().regex(/^rediss?:\/\//, 'must start with redis://'),
  /** What graders send to the API as bearer token. */
  graderSecret: z.string().min(16, 'must have at least 16 characters'),
};

/** All that is wrong with the configuration, one sentence each, by the variable's name. */
export class ConfigError extends Error {
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(['The configuration is not usable:', ...faults].join('\n  '));
    this.name = 'ConfigError';
    this.faults = faults;
  }
}

type Groups = Readonly<Record<string, z.ZodObject>>;
type Variables = Readonly<Record<string, string>>;

/**
 * Reads groups of settings from the variables that `variables` names by setting; a setting without
 * a variable keeps its default, and so does one whose variable is empty. A setting in `files` may
 * come from a file instead, whose path that variable has.
 *
 * @throws {ConfigError} with the faults of all groups at once, none of which shows a value
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
  /** What is wrong with the settings in `refused`, of which nothing else is said. */
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
      refuse(setting, `${variable} and ${fileVariable} are both set: give one of them`);
      continue;
    }
    const read = readSecretFile(path);
    if ('fault' in read) refuse(setting, `${fileVariable}: ${read.fault}`);
    else values[setting] = read.secret;
  }
  return { values, faults, refused };
}

/**
 * Takes what may come from files out of the environment, so that no child inherits it. What
 * /proc/PID/environ shows of this process stays as it was: a file is better.
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

/** Undefined when it is not set, or empty. */
const valueIn = (environment: NodeJS.ProcessEnv, name: string): string | undefined =>
  environment[name] === '' ? undefined : environment[name];

/**
 * Reads only those settings that the environment gives, for whoever starts a service and decides
 * the others; and the variables that give them, for its environment.
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
