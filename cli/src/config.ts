import { defaultProcessUids, type ProcessUids } from '@touchstone/contracts';
import { z } from 'zod';
import { CommandError } from './command-error.ts';

/** Four uids with commas, none of them root's or given twice. */
const uidsSchema = z.string().transform((text, context): ProcessUids => {
  const uids = text.split(',').map((part) => (/^\s*\d+\s*$/.test(part) ? Number(part) : 0));
  const areUsable = uids.every((uid) => uid > 0 && uid < 2 ** 32 - 1);
  if (!areUsable || uids.length !== 4 || new Set(uids).size !== 4) {
    context.addIssue({
      code: 'custom',
      message: 'TOUCHSTONE_UIDS must be four different uids with commas, none of them 0.',
    });
  }
  const [nginx = 0, api = 0, grader = 0, sandbox = 0] = uids;
  return { nginx, api, grader, sandbox };
});

/** What the command line takes from the environment; everything else comes as options. */
const environmentSchema = z.object({
  TOUCHSTONE_PYTHON: z.string().min(1).optional(),
  TOUCHSTONE_LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
    .default('warn')
    .catch('warn'),
  TOUCHSTONE_SOURCE_MAPS: z.string().optional(),
  TOUCHSTONE_UIDS: uidsSchema.optional(),
});

const environment = readEnvironment();

function readEnvironment(): z.infer<typeof environmentSchema> {
  const { data, error } = environmentSchema.safeParse(process.env);
  if (data !== undefined) return data;
  throw new CommandError(error.issues.map(({ message }) => message).join(' '));
}

export const config = {
  /** Path of the Python to grade with; the sandbox has a default of its own. */
  python: environment.TOUCHSTONE_PYTHON,
  /** Of the all-in-one; the stack's processes write `info` to their log files. */
  logLevel: environment.TOUCHSTONE_LOG_LEVEL,
  /** Whom processes run as where this is started as root. */
  uids: environment.TOUCHSTONE_UIDS ?? defaultProcessUids,
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
