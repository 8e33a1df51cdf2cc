import { homedir } from 'node:os';
import { join } from 'node:path';
import { defaultProcessUids, type ProcessUids } from '@touchstone/contracts';
import { z } from 'zod';
import { CommandError } from './command-error.ts';

/** Four different uids separated by commas, none of them root's. */
const uidsSchema = z.string().transform((text, context): ProcessUids => {
  const uids = text.split(',').map((part) => (/^\s*\d+\s*$/.test(part) ? Number(part) : 0));
  const areUsable = uids.every((uid) => uid > 0 && uid < 2 ** 32 - 1);
  if (!areUsable || uids.length !== 4 || new Set(uids).size !== 4) {
    context.addIssue({
      code: 'custom',
      message: 'TOUCHSTONE_UIDS must be four different uids, separated by commas, none of them 0.',
    });
  }
  const [nginx = 0, api = 0, grader = 0, sandbox = 0] = uids;
  return { nginx, api, grader, sandbox };
});

/** What the command line reads from the environment; everything else is an option. */
export const environmentSettings = {
  TOUCHSTONE_PYTHON: z.string().min(1).optional(),
  TOUCHSTONE_LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
    .default('warn')
    .catch('warn'),
  TOUCHSTONE_SOURCE_MAPS: z.string().optional(),
  XDG_CACHE_HOME: z.string().startsWith('/').optional().catch(undefined),
  TOUCHSTONE_UIDS: uidsSchema.optional().meta({
    variable: 'TOUCHSTONE_UIDS',
    description:
      'if started as root: four comma-separated uids for nginx, APIs, graders and sandboxes, none of them in `/etc/passwd`',
    ifMissing: Object.values(defaultProcessUids).join(','),
  }),
};
const environmentSchema = z.object(environmentSettings);

const environment = readEnvironment();

function readEnvironment(): z.infer<typeof environmentSchema> {
  const { data, error } = environmentSchema.safeParse(process.env);
  if (data !== undefined) return data;
  throw new CommandError(error.issues.map(({ message }) => message).join(' '));
}

export const config = {
  /** Path of the Python to grade with; the sandbox has its own default. */
  python: environment.TOUCHSTONE_PYTHON,
  /** For the all-in-one; the stack's processes log at `info` to their files. */
  logLevel: environment.TOUCHSTONE_LOG_LEVEL,
  /** The users of the processes when Touchstone is started as root. */
  uids: environment.TOUCHSTONE_UIDS ?? defaultProcessUids,
  /** Whether stack traces of the stack's services name our sources, which takes some memory. */
  sourceMaps: environment.TOUCHSTONE_SOURCE_MAPS === 'true',
  /** For what can be made again. */
  cacheFolder: join(environment.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'touchstone'),
};

/** Settings of the services that a command starts; the services' own schemas check them. */
export const callersEnvironment = process.env;

/** The variables of the caller's environment without which child processes can't run. */
export function environmentForChildren(): Record<string, string> {
  const names = ['PATH', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR', 'TOUCHSTONE_PYTHON'];
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
