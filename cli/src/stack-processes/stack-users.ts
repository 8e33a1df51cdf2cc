import { processUser, storesUser, takenUid, type ProcessUser } from '@touchstone/servers';
import { CommandError } from '../command-error.ts';
import { config } from '../config.ts';

/** The users of the stack's processes when it is started as root; the stack itself stays root. */
export interface StackUsers {
  /** For PostgreSQL and Redis. */
  readonly stores: ProcessUser;
  readonly nginx: ProcessUser;
  readonly api: ProcessUser;
  readonly grader: ProcessUser;
  readonly sandbox: ProcessUser;
}

/**
 * Null if the caller is not root: then all processes run as the caller. Throws a CommandError if one
 * of the uids belongs to another user of this machine.
 */
export function stackUsers(): StackUsers | null {
  const stores = storesUser();
  if (stores === null) return null;
  const { uids } = config;
  const taken = takenUid(uids);
  if (taken !== null) {
    throw new CommandError(`The uids for the stack's processes are in use: ${taken}.`, {
      next: 'Set TOUCHSTONE_UIDS to four other uids, for nginx, APIs, graders and sandboxes.',
    });
  }
  const user = (role: 'nginx' | 'api' | 'grader' | 'sandbox'): ProcessUser =>
    processUser(role, uids) ?? stores;
  return {
    stores,
    nginx: user('nginx'),
    api: user('api'),
    grader: user('grader'),
    sandbox: user('sandbox'),
  };
}
