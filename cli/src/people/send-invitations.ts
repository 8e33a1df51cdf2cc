import type { MailedInvitations } from '@touchstone/contracts';
import { csvLine } from '@touchstone/contracts/csv';
import { createSmtpMailer } from '@touchstone/programming-api/mail';
import { CommandError } from '../command-error.ts';
import { callersEnvironment } from '../config.ts';
import type { PeopleStore } from '../control/people-calls.ts';
import { mailOf } from '../shared/mail-settings.ts';
import { writePrivateFile } from '../shared/private-file.ts';
import { readServiceSettings } from '../shared/service-settings.ts';
import type { Target } from '../shared/target.ts';
import { say, withoutControls } from '../shared/terminal.ts';
import { unknownCourse } from '../shared/unknown-course.ts';
import { counted } from '../shared/wording.ts';
import { withPeopleStore, type OwnMail } from './open-people-store.ts';

const nextSteps = {
  exists: 'Name another file, or overwrite it with --force.',
  refused: 'Name another file with --csv FILE.',
};

const reasons: Readonly<Record<MailedInvitations['notInvited'][number]['reason'], string | null>> =
  {
    'has-signed-in': null,
    'in-another-course': 'is in another course',
    administrator: 'is an administrator',
    'just-mailed': 'got a mail within the last five minutes',
    'no-address': 'has no mail address',
  };

type Mailing = Awaited<ReturnType<PeopleStore['mailInvitations']>>;

interface Missing {
  readonly name: string | null;
  readonly mail: string | null;
  readonly reason: string;
}

/** Mails an invitation to everybody in a course who has not signed in; resolves to whether all got one. */
export async function sendInvitations(
  target: Target,
  course: string,
  { csv, force = false, publicUrl }: { csv?: string; force?: boolean; publicUrl?: string },
): Promise<boolean> {
  const own = ownMail(publicUrl);
  const send = () => withPeopleStore(target, 'invitations', (store) => sendAll(store, course), own);
  try {
    if (csv === undefined) return (await send()).length === 0;
    // First the file: nobody should be mailed twice because it can't be written.
    const missing = await writePrivateFile(
      csv,
      { replace: force, next: nextSteps },
      async (file) => {
        const left = await send();
        await file.appendFile(csvLine(['name', 'mail', 'reason']));
        for (const { name, mail, reason } of left) {
          await file.appendFile(csvLine([name ?? '', mail ?? '', reason]));
        }
        return left;
      },
    );
    say(`Wrote ${csv}: who got none, and why.`);
    return missing.length === 0;
  } finally {
    await own?.mailer.close(0);
  }
}

/** For databases that no running process of the data folder has open. */
function ownMail(
  publicUrl: string | undefined,
): (OwnMail & { mailer: ReturnType<typeof createSmtpMailer> }) | null {
  const given = readServiceSettings(callersEnvironment);
  // A running process has its own settings, so parts of them may be missing here.
  if (given.smtpUrl === undefined) return null;
  const settings = mailOf(given, publicUrl ?? given.api.given.config.publicUrl);
  return settings === null ? null : { settings, mailer: createSmtpMailer(settings) };
}

async function sendAll(
  store: Pick<PeopleStore, 'mailInvitations'>,
  course: string,
): Promise<Missing[]> {
  const missing: Missing[] = [];
  let sent = 0;
  let after: string | null = null;
  do {
    const mailed: Mailing = await store.mailInvitations(course, after);
    if (mailed.kind !== 'mailed') {
      throw mailed.kind === 'no-course' ? unknownCourse(course) : noMail();
    }
    const left = missingIn(mailed);
    for (const { mail } of mailed.sent) say(`sent: ${mail}`);
    for (const { mail, reason } of left) say(withoutControls(`not sent: ${mail ?? ''}: ${reason}`));
    sent += mailed.sent.length;
    missing.push(...left);
    after = mailed.next;
  } while (after !== null);
  say(`${counted(sent, 'mail')} sent, ${missing.length} not sent.`);
  return missing;
}

const missingIn = ({ failed, notInvited }: MailedInvitations): Missing[] => [
  ...failed,
  ...notInvited.flatMap(({ mail, reason }) => {
    const why = reasons[reason];
    return why === null ? [] : [{ name: null, mail, reason: why }];
  }),
];

const noMail = (): CommandError =>
  new CommandError('This server is not set up to send mail.', {
    next: 'Start it with TOUCHSTONE_SMTP_URL, TOUCHSTONE_MAIL_FROM and a public URL: see docs/operations.md. Or write the links to a file: --csv FILE',
  });
