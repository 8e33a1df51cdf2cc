import { CommandError, exitStatuses } from '../command-error.ts';
import type { Realm } from '../control/people-calls.ts';
import type { Target } from '../shared/target.ts';
import { say, warn } from '../shared/terminal.ts';
import { createLinkAddress, untilMinute } from './link-address.ts';
import { unknownCourse } from '../shared/unknown-course.ts';
import { withPeopleStore } from './open-people-store.ts';

/** Makes a teacher of a course, or an administrator, and prints a link to sign in with. */
export async function addTeacher(
  target: Target,
  person: { mail: string; name: string | null; realm: Realm },
  { publicUrl }: { publicUrl?: string },
): Promise<void> {
  const { mail, name, realm } = person;
  await withPeopleStore(target, 'teacher add', async (store) => {
    const addressOf = await createLinkAddress(store, publicUrl);
    const added = await store.appoint(mail, name, realm);
    if (added.kind === 'not-an-address') throw notAnAddress(mail);
    if (added.kind === 'no-course') throw noCourse(realm, added.loaded);
    warn(
      `${mail} is ${roleIn(added.course)}. The link works once, ${untilMinute(added.expiresAt)}:`,
    );
    say(addressOf(added.token));
  });
}

/** Takes a teacher out of a course, or takes an administrator's rights. */
export async function removeTeacher(
  target: Target,
  { mail, realm }: { mail: string; realm: Realm },
): Promise<void> {
  await withPeopleStore(target, 'teacher remove', async (store) => {
    const removed = await store.dismiss(mail, realm);
    if (removed.kind === 'no-course') throw noCourse(realm, removed.loaded);
    if (removed.kind === 'not-one') {
      throw new CommandError(
        `${mail} is ${'administrator' in realm ? 'no administrator' : 'no teacher of this course'}.`,
        { exitStatus: exitStatuses.no },
      );
    }
    if (removed.kind === 'last-teacher') {
      throw new CommandError(`${mail} is the only teacher of the course.`, {
        exitStatus: exitStatuses.no,
        next: 'Add another one first: touchstone teacher add MAIL',
      });
    }
    say(`${mail} is no longer ${roleIn(removed.course)}.`);
  });
}

const roleIn = (course: string | null): string =>
  course === null ? 'an administrator' : `a teacher of ${course}`;

const notAnAddress = (mail: string): CommandError =>
  new CommandError(`${mail} is not a mail address.`, { next: 'Give one such as ada@example.org.' });

function noCourse(realm: Realm, loaded: readonly string[]): CommandError {
  if ('course' in realm && realm.course !== null) return unknownCourse(realm.course);
  return loaded.length === 0
    ? new CommandError('No course is loaded.', { next: 'Load one: touchstone course load DIR' })
    : new CommandError('Several courses are loaded.', {
        next: `Say which one: --course ${loaded.join(', --course ')}; or --administrator for all.`,
      });
}
