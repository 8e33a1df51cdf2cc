import { readFileSync } from 'node:fs';

export interface UnprivilegedUser {
  uid: number;
  gid: number;
}

/**
 * Who servers run as when the caller is root: `nobody`, as /etc/passwd has it (PostgreSQL refuses
 * a uid without an entry there). Null when the caller is an ordinary user.
 */
export function unprivilegedUser(): UnprivilegedUser | null {
  if (process.getuid?.() !== 0) return null;
  const fields = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .find(([name]) => name === 'nobody');
  const uid = Number(fields?.[2]);
  const gid = Number(fields?.[3]);
  if (!Number.isInteger(uid) || !Number.isInteger(gid) || uid === 0) {
    throw new Error('No user "nobody" in /etc/passwd; start as an ordinary user instead of root.');
  }
  return { uid, gid };
}
