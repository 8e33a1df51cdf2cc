import { processUser, storesUser, takenUid, type ProcessUser } from '@touchstone/servers';
import { CommandError } from '../command-error.ts';
import { config } from '../config.ts';

/** Who the stack's processes run as when it is started as root; the stack itself stays root. */
export interface StackUsers {
  /** Of PostgreSQL and Redis. */
  readonly stores: ProcessUser;
  readonly nginx: ProcessUser;
  readonly api: ProcessUser;
  readonly grader: ProcessUser;
  readonly sandbox: ProcessUser;
}

/**
 * Null when the caller is no root: then all run as the caller. Rejects with a CommandError when
 * somebody else on this machine has one of the uids.
 */
export function stackUsers(): StackUsers | null {
  const stores = storesUser();
  if (stores === null) return null;
  const { uids } = config;
  const taken = takenUid(uids);
  if (taken !== null) {
    throw new CommandError(`The uids of the stack's processes are not free: ${taken}.`, {
      next: 'Name four others by TOUCHSTONE_UIDS, for nginx, APIs, graders and sandboxes.',
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
