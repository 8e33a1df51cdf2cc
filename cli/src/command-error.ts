/**
 * Exit statuses of every command: 0 done, 1 the answer is no (a course with faults, a program that
 * is not correct), 2 wrong usage or environment.
 */
export const exitStatuses = { done: 0, no: 1, environment: 2 } as const;
export type ExitStatus = (typeof exitStatuses)[keyof typeof exitStatuses];

/** Ends a command with words for its user: what is wrong, and what to do next. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly exitStatus: ExitStatus;

  constructor(
    message: string,
    options: { cause?: unknown; exitStatus?: ExitStatus; next?: string } = {},
  ) {
    const { next, exitStatus, ...rest } = options;
    super(next === undefined ? message : `${message}\n  ${next}`, rest);
    this.exitStatus = exitStatus ?? exitStatuses.environment;
  }
}

/** The command was interrupted before it was done; everything begun is undone. */
export class InterruptedError extends Error {
  override readonly name = 'InterruptedError';

  constructor() {
    super('Interrupted.');
  }
}

/** The code of a system error, such as `ENOENT`; undefined for anything else. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined;
}

/** The message alone of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
