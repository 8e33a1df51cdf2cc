import { z } from 'zod';

export const logLevelSchema = z
  .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
  .default('info');

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

/**
 * Reads groups of settings from the variables that `variables` names by setting; a setting without
 * a variable keeps its default, and so does one whose variable is empty.
 *
 * @throws {ConfigError} with the faults of all groups at once, none of which shows a value
 */
export function readEnvironment<G extends Groups>(
  environment: NodeJS.ProcessEnv,
  groups: G,
  variables: Readonly<Record<string, string>>,
): { [Name in keyof G]: z.infer<G[Name]> } {
  const valueOf = (name: string): string | undefined => valueIn(environment, name);
  const parsed = Object.entries(groups).map(([group, schema]) => {
    const settings = Object.keys(schema.shape).flatMap((setting) => {
      const variable = variables[setting];
      return variable === undefined ? [] : [[setting, valueOf(variable)] as const];
    });
    return [group, schema.safeParse(Object.fromEntries(settings))] as const;
  });
  const faults = parsed.flatMap(([, { error }]) =>
    (error?.issues ?? []).map(({ path, message }) => {
      const name = variables[String(path[0])] ?? path.join('.');
      const entry = typeof path[1] === 'number' ? `entry ${path[1] + 1} ` : '';
      return `${name}: ${valueOf(name) === undefined ? 'must be set' : entry + message}`;
    }),
  );
  if (faults.length > 0) throw new ConfigError(faults);
  return Object.fromEntries(parsed.map(([group, { data }]) => [group, data])) as {
    [Name in keyof G]: z.infer<G[Name]>;
  };
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
