import { csvLine } from '@touchstone/contracts/csv';
import { CommandError } from '../command-error.ts';
import type { Invitations } from '../control/people-calls.ts';
import { writePrivateFile } from '../shared/private-file.ts';
import type { Target } from '../shared/target.ts';
import { say } from '../shared/terminal.ts';
import { counted } from '../shared/wording.ts';
import { createLinkAddress } from './link-address.ts';
import { unknownCourse } from '../shared/unknown-course.ts';
import { withPeopleStore } from './open-people-store.ts';

const nextSteps = {
  exists: 'Name another file, or overwrite it with --force.',
  refused: 'Name another file with --csv FILE.',
};

/** Makes an invitation for everybody in a course who has not signed in, and writes them for a mail merge. */
export async function writeInvitations(
  target: Target,
  course: string,
  { csv, force = false, publicUrl }: { csv: string; force?: boolean; publicUrl?: string },
): Promise<void> {
  // First the file: invitations that nobody can read would end those that are on their way.
  const made = await writePrivateFile(csv, { replace: force, next: nextSteps }, (file) =>
    withPeopleStore(target, 'invitations', async (store) => {
      const addressOf = await createLinkAddress(store, publicUrl);
      const invited = await store.invite(course);
      if (invited === null) throw unknownCourse(course);
      if (invited.invitations.length === 0) throw nobody(course);
      await file.appendFile(csvLine(['name', 'mail', 'group', 'link', 'expires']));
      for (const { name, mail, group, token, expiresAt } of invited.invitations) {
        const cells = [name ?? '', mail ?? '', group ?? '', addressOf(token), expiresAt];
        await file.appendFile(csvLine(cells));
      }
      return invited;
    }),
  );
  say(describe(made, csv));
}

function describe({ invitations, notInvited }: Invitations, file: string): string {
  const signedIn = `${counted(notInvited.length, 'person').replace('persons', 'people')} signed in already`;
  return `Wrote ${file}: ${counted(invitations.length, 'invitation')}, valid once for 30 days; earlier ones no longer work. ${signedIn}.`;
}

const nobody = (course: string): CommandError =>
  new CommandError(`Everybody in ${course} has signed in already, or nobody is in it.`, {
    next: `Add people: touchstone roster load ${course} FILE.csv. A link for one person: touchstone sign-in-link MAIL`,
  });
