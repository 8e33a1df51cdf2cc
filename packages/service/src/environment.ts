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
  const valueOf = (name: string): string | undefined =>
    environment[name] === '' ? undefined : environment[name];
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
      return `${name}: ${valueOf(name) === undefined ? 'must be set' : message}`;
    }),
  );
  if (faults.length > 0) throw new ConfigError(faults);
  return Object.fromEntries(parsed.map(([group, { data }]) => [group, data])) as {
    [Name in keyof G]: z.infer<G[Name]>;
  };
}
