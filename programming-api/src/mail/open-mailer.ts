import type { FastifyBaseLogger } from 'fastify';
import type { MailSettings } from './settings.ts';
import { createSmtpMailer, type SmtpMailer } from './smtp-mailer.ts';

export { createSmtpMailer, type SmtpMailer } from './smtp-mailer.ts';
export { mailInvitations } from './mail-invitations.ts';
export { MailError, type Mailer } from './mailer.ts';
export type { MailSettings } from './settings.ts';

/** The mailer of a server that starts; it logs whether the mail server can be used. */
export function openMailer(
  settings: MailSettings | null,
  log: Pick<FastifyBaseLogger, 'info' | 'warn'>,
): SmtpMailer | undefined {
  if (settings === null) return undefined;
  const mailer = createSmtpMailer(settings);
  void mailer.findFault().then((fault) => {
    if (fault === null) log.info('The mail server answers');
    else log.warn({ fault: fault.found, remedy: fault.remedy }, 'Mail cannot be sent now');
  });
  return mailer;
}
