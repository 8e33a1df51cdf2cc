import { z } from 'zod';

/** What the command line takes from the environment; everything else comes as options. */
const environmentSchema = z.object({
  TOUCHSTONE_PYTHON: z.string().min(1).optional(),
  TOUCHSTONE_LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
    .default('warn')
    .catch('warn'),
  TOUCHSTONE_SOURCE_MAPS: z.string().optional(),
});

const environment = environmentSchema.parse(process.env);

export const config = {
  /** Path of the Python to grade with; the sandbox has a default of its own. */
  python: environment.TOUCHSTONE_PYTHON,
  /** Of the all-in-one; the stack's processes write `info` to their log files. */
  logLevel: environment.TOUCHSTONE_LOG_LEVEL,
  /** Whether stack traces of the stack's services name our sources, for some memory. */
  sourceMaps: environment.TOUCHSTONE_SOURCE_MAPS === 'true',
};

/** For settings of services that a command starts; whatever they know of them checks them. */
export const callersEnvironment = process.env;

/** What child processes need of the caller's environment to run at all. */
export function environmentForChildren(): Record<string, string> {
  const names = ['PATH', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR', 'TOUCHSTONE_PYTHON'];
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
