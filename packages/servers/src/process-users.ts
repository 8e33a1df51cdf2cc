import { readFileSync } from 'node:fs';
import { defaultProcessUids, type ProcessRole, type ProcessUids } from '@touchstone/contracts';

export interface ProcessUser {
  uid: number;
  gid: number;
}

const isRoot = (): boolean => process.getuid?.() === 0;

/**
 * Who PostgreSQL and Redis run as when the caller is root: `postgres`, or `nobody` where there is no
 * such user, as /etc/passwd has them (PostgreSQL refuses a uid without an entry there). Null when the
 * caller is an ordinary user.
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

/** Who processes of that kind run as; null when the caller is no root, and they run as the caller. */
export function processUser(
  role: ProcessRole,
  uids: ProcessUids = defaultProcessUids,
): ProcessUser | null {
  return isRoot() ? { uid: uids[role], gid: uids[role] } : null;
}

/**
 * Says which of the numbers somebody has already; null when they are free. A user of that number
 * could read and signal what is meant to be apart.
 */
export function takenUid(uids: ProcessUids): string | null {
  const entries = passwdEntries();
  for (const [role, uid] of Object.entries(uids)) {
    const owner = entries.find((entry) => entry.uid === uid);
    if (owner !== undefined) return `${owner.name} in /etc/passwd has the uid ${uid} (${role})`;
  }
  return null;
}

interface PasswdEntry extends ProcessUser {
  name: string;
}

function passwdEntries(): PasswdEntry[] {
  return readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .filter((fields) => fields.length >= 4)
    .map(([name = '', , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }));
}
