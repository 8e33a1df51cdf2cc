import { CommandError, exitStatuses } from '../command-error.ts';
import type { Target } from '../shared/target.ts';
import { say, warn } from '../shared/terminal.ts';
import { createLinkAddress, untilMinute } from './link-address.ts';
import { withPeopleStore } from './open-people-store.ts';

/** Prints a link for somebody who has an account. */
export async function printSignInLink(
  target: Target,
  mail: string,
  { publicUrl }: { publicUrl?: string },
): Promise<void> {
  await withPeopleStore(target, 'sign-in-link', async (store) => {
    const addressOf = await createLinkAddress(store, publicUrl);
    const link = await store.createSignInLink(mail);
    if (link === null) {
      throw new CommandError(`Nobody here has the address ${mail}.`, {
        exitStatus: exitStatuses.no,
        next: 'People come by touchstone roster load, teachers by touchstone teacher add.',
      });
    }
    warn(`The link works once, ${untilMinute(link.expiresAt)}:`);
    say(addressOf(link.token));
  });
}
