/**
 * Exit statuses of all commands: 0 success, 1 a negative answer (a course with faults, a program that
 * is not correct), 2 wrong usage or environment.
 */
export const exitStatuses = { done: 0, no: 1, environment: 2 } as const;
export type ExitStatus = (typeof exitStatuses)[keyof typeof exitStatuses];

/** Ends a command with a message for its user: what is wrong, and what to do next. */
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

/** The command was interrupted before it finished; what it had started is undone. */
export class InterruptedError extends Error {
  override readonly name = 'InterruptedError';

  constructor() {
    super('Interrupted.');
  }
}
