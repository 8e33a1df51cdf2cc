import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';
import { errorCode } from '@touchstone/runtime/errors';
import { CommandError, exitStatuses } from '../command-error.ts';

/** Throws if a question can't be asked because there is no terminal. `what` starts the message. */
export function requireTerminal(what: string): void {
  if (process.stdin.isTTY) return;
  throw new CommandError(`${what} cannot be undone, and there is no terminal to confirm it on.`, {
    next: 'Add --yes to confirm.',
  });
}

export interface Confirmation {
  /** What will happen. */
  readonly warning: string;
  /** What has to be typed, and how it is called. */
  readonly expected: string;
  readonly called: string;
  /** The message if something else is typed. */
  readonly refusal: string;
}

/** Asks on the terminal; throws with exit status 1 unless the expected text is typed. */
export async function confirmByTyping(of: Confirmation): Promise<void> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  // Ctrl-C and Ctrl-D abort the question; a terminal that disappears only closes it.
  const closed = once(terminal, 'close').then(() => '');
  const answered = terminal
    .question(`${of.warning}\nType the ${of.called} to continue: `)
    .catch((error: unknown) => {
      if (errorCode(error) === 'ABORT_ERR') return '';
      throw error;
    });
  const typed = await Promise.race([closed, answered]);
  terminal.close();
  if (typed.trim().toLowerCase() === of.expected) return;
  throw new CommandError(of.refusal, { exitStatus: exitStatuses.no });
}
