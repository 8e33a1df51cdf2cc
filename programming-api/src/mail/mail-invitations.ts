import type { MailedInvitations } from '@touchstone/contracts';
import {
  inviteMembers,
  noteNotMailed,
  type Actor,
  type Connection,
  type CourseForTeachers,
  type Invitation,
} from '@touchstone/database';
import { messageOf } from '@touchstone/runtime';
import { signInLink } from './sign-in-link.ts';
import { MailError, type Mail, type Mailer } from './mailer.ts';

interface Mailing {
  readonly course: Pick<CourseForTeachers, 'id' | 'title'>;
  readonly actor: Actor;
  /** Leaves out those whom a teacher of this course must not invite. */
  readonly onlyOwn: boolean;
  readonly userIds: readonly string[];
}

/** As many as a mailer sends at a time, so that a server that is away is noticed early. */
const atATime = 3;

/** Makes an invitation for each of the users and sends it; each is tried once. */
export async function mailInvitations(
  db: Connection,
  { mailer, origin }: { readonly mailer: Mailer; readonly origin: string },
  { course, actor, onlyOwn, userIds }: Mailing,
): Promise<MailedInvitations> {
  const of = { courseId: course.id, actor, onlyOwn, userIds, byMail: true };
  const { invitations, notInvited } = await inviteMembers(db, of);
  const sent: MailedInvitations['sent'] = [];
  const failed: MailedInvitations['failed'] = [];
  /** Why no other one would arrive either. */
  let stopped: string | null = null;
  const waiting = [...invitations];
  const sendNext = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const { uuid, name, mail } = next;
      const addressee = { uuid, name, mail: mail ?? '' };
      try {
        if (stopped !== null) throw new MailError(stopped, { concernsAll: true, mayPass: true });
        await mailer.send(letterFor(next, course.title, origin), { once: true });
        sent.push(addressee);
      } catch (error) {
        failed.push({ ...addressee, reason: messageOf(error) });
        if (error instanceof MailError && error.concernsAll) stopped = error.message;
      }
    }
  };
  await Promise.all(Array.from({ length: atATime }, sendNext));
  await noteNotMailed(db, { courseId: course.id, userIds: failed.map(({ uuid }) => uuid) });
  return { sent, failed, notInvited };
}

function letterFor(
  { name, mail, token, expiresAt }: Invitation,
  title: string,
  origin: string,
): Mail {
  const course = onOneLine(title);
  return {
    to: mail ?? '',
    subject: `Your invitation to ${course}`,
    text: [
      ...(name === null ? [] : [`Hello ${onOneLine(name)},`]),
      `you are invited to the course "${course}". Open this link to sign in. It works once, until ${expiresAt.toISOString().slice(0, 10)}:`,
      signInLink(origin, token),
      'The link is only for you: anyone who opens it is signed in as you.',
      '',
    ].join('\n\n'),
  };
}

/** Names come from a roster. */
const onOneLine = (text: string): string =>
  text
    .replaceAll(/[\s\p{C}]+/gu, ' ')
    .trim()
    .slice(0, 200);
