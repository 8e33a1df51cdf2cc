import { messageOf } from '@touchstone/runtime';

/** Why the mail server can't be used now, and what an operator does about it, as sentences. */
export interface MailFault {
  readonly found: string;
  readonly remedy: string;
}

/** @param cause what nodemailer threw; most of its codes don't tell a certificate from a closed port */
export function remedyOf(cause: unknown): string {
  const { code = '', responseCode = 0 } = cause as { code?: string; responseCode?: number };
  const message = messageOf(cause);
  if (code === 'EAUTH') {
    return 'Correct the user and the password in TOUCHSTONE_SMTP_URL; write @ : / # ? % in them as %40 %3A %2F %23 %3F %25.';
  }
  if (/certificate|altnames/i.test(message)) {
    return 'Use the host name that the certificate is for. If a certificate authority of your own has signed it, set NODE_EXTRA_CA_CERTS to a file with its certificate.';
  }
  if (code === 'ETLS' || /wrong version number|greeting never received/i.test(message)) {
    return 'Use smtp:// with the port where the mail server offers STARTTLS, usually 587, or smtps:// with the port where it begins with TLS, usually 465.';
  }
  if (responseCode >= 400) {
    return 'Ask who runs the mail server to let this machine send mail by it.';
  }
  if (code === 'EDNS') return 'Correct the host name in TOUCHSTONE_SMTP_URL.';
  return 'Check the host and the port in TOUCHSTONE_SMTP_URL, that the mail server runs, and that firewalls let this machine connect to it.';
}
