import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { unprivilegedUser, type UnprivilegedUser } from '@touchstone/servers';
import { checkoutFolder } from '../checkout.ts';

/** Reads what a service needs to start; run as the user in question. */
const probe = `
  const { accessSync, constants } = require('node:fs');
  for (const file of process.argv.slice(1)) accessSync(file, constants.R_OK);
`;

/**
 * Who our services run as: null is the caller. Called as root it is the unprivileged user, as for
 * the servers, unless that one can't read the checkout or run this Node.js.
 */
export async function serviceUser(
  needed: readonly string[],
  onNotice: (message: string) => void,
): Promise<UnprivilegedUser | null> {
  const user = unprivilegedUser();
  if (user === null) return null;
  const files = needed.map((file) => resolve(checkoutFolder, file));
  try {
    await promisify(execFile)(process.execPath, ['-e', probe, ...files], {
      ...user,
      cwd: '/',
      env: {},
    });
    return user;
  } catch {
    onNotice(
      `The services run as root, because an unprivileged user can't read ${checkoutFolder}. ` +
        'Better use a checkout elsewhere, or start as an ordinary user.',
    );
    return null;
  }
}
