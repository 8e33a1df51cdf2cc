import { readFileSync } from 'node:fs';
import { defaultProcessUids, type ProcessRole, type ProcessUids } from '@touchstone/contracts';

export interface ProcessUser {
  uid: number;
  gid: number;
}

const isRoot = (): boolean => process.getuid?.() === 0;

/**
 * The user of PostgreSQL and Redis when the caller is root: `postgres`, or else `nobody`, with the ids
 * in /etc/passwd (PostgreSQL refuses a uid without an entry there). Null if the caller is an ordinary
 * user.
 */
export function storesUser(): ProcessUser | null {
  if (!isRoot()) return null;
  const entries = passwdEntries();
  const user = ['postgres', 'nobody']
    .map((wanted) => entries.find(({ name }) => name === wanted))
    .find((entry) => entry !== undefined && entry.uid !== 0);
  if (user === undefined) {
    throw new Error(
      'No user "postgres" or "nobody" in /etc/passwd; start as an ordinary user instead of root.',
    );
  }
  return { uid: user.uid, gid: user.gid };
}

/** The user of processes with that role; null if the caller is not root: they run as the caller. */
export function processUser(
  role: ProcessRole,
  uids: ProcessUids = defaultProcessUids,
): ProcessUser | null {
  return isRoot() ? { uid: uids[role], gid: uids[role] } : null;
}

/**
 * Describes the first uid that an existing user has; null if all are free. A user with the same uid
 * could read the files of the processes and signal them.
 */
export function takenUid(uids: ProcessUids): string | null {
  const entries = passwdEntries();
  for (const [role, uid] of Object.entries(uids)) {
    const owner = entries.find((entry) => entry.uid === uid);
    if (owner !== undefined) return `${owner.name} in /etc/passwd has the uid ${uid} (${role})`;
  }
  return null;
}

function passwdEntries(): (ProcessUser & { name: string })[] {
  return readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .filter((fields) => fields.length >= 4)
    .map(([name = '', , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }));
}
