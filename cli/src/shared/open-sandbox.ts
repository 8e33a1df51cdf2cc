import {
  createSandbox,
  defaultPython,
  type Sandbox,
  type SandboxObserver,
} from '@touchstone/grader-api/offline';
import { messageOf } from '@touchstone/runtime/errors';
import { CommandError } from '../command-error.ts';
import { config } from '../config.ts';

/** Opens a sandbox that works; rejects with a CommandError that says what to change on this machine. */
export async function openSandbox(
  kind: Sandbox['kind'] | 'auto',
  onWarning: (message: string) => void = () => undefined,
  observer?: SandboxObserver,
): Promise<Sandbox> {
  const { python = defaultPython, uids } = config;
  try {
    return await createSandbox({ kind, uid: uids.sandbox, python, onWarning, observer });
  } catch (error) {
    throw new CommandError(`No sandbox is available: ${messageOf(error)}`, { cause: error });
  }
}
