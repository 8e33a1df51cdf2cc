import { createSandbox, type Sandbox } from '@touchstone/grader-api/offline';
import { CommandError, messageOf } from '../command-error.ts';
import { config } from '../config.ts';

/** A sandbox that works; rejects with a CommandError that says what to change on this machine. */
export async function openSandbox(
  kind: Sandbox['kind'] | 'auto',
  onWarning: (message: string) => void = () => undefined,
): Promise<Sandbox> {
  const { python, uids } = config;
  try {
    return await createSandbox({
      ...{ kind, onWarning, uid: uids.sandbox },
      ...(python === undefined ? {} : { python }),
    });
  } catch (error) {
    throw new CommandError(`There is no sandbox to grade in: ${messageOf(error)}`, {
      cause: error,
    });
  }
}
