import { messageOf, pause, within } from '@touchstone/runtime';
import type { Transporter } from 'nodemailer';
import { MailError, type Mail, type Mailer } from './mailer.ts';
import { remedyOf, type MailFault } from './remedy.ts';
import { createTurns } from './turns.ts';
import type { MailSettings } from './settings.ts';

export interface SmtpMailer extends Mailer {
  /** Connects, greets, and signs in as for a mail, and sends none; null if all of it works. */
  findFault(): Promise<MailFault | null>;
  /** Waits for mail that is being sent, and gives up what waits for another try. */
  close(timeoutMs: number): Promise<void>;
}

const connectTimeoutMs = 5_000;
/** Of silence on a connection. */
const silenceTimeoutMs = 10_000;
/** Mail servers refuse senders that open many connections, or are fast. */
const parallel = 3;
const intervalMs = 100;
/** How long it waits before it tries again, each time. */
const usualRetriesMs = [2_000, 20_000, 120_000];

/**
 * Sends mail by SMTP. TLS is required, unless the server is on this machine or the settings allow to do
 * without; certificates are checked.
 */
export function createSmtpMailer({
  smtpUrl,
  from,
  withoutTls,
  retriesMs = usualRetriesMs,
}: Pick<MailSettings, 'smtpUrl' | 'from' | 'withoutTls'> & {
  readonly retriesMs?: readonly number[];
}): SmtpMailer {
  const closing = new AbortController();
  const inFlight = new Set<Promise<void>>();
  const turns = createTurns({ parallel, intervalMs });
  let opening: Promise<Transporter> | null = null;
  const transport = (): Promise<Transporter> => (opening ??= openTransport(smtpUrl, withoutTls));

  const sendOnce = async ({ to, subject, text }: Mail): Promise<void> => {
    try {
      const transporter = await transport();
      await transporter.sendMail({
        from,
        to: { name: '', address: to },
        subject: onOneLine(subject),
        text,
        headers: { 'auto-submitted': 'auto-generated' },
        disableFileAccess: true,
        disableUrlAccess: true,
      });
    } catch (error) {
      throw explained(error);
    }
  };

  const isClosing = (): boolean => closing.signal.aborted;

  const sendPatiently = async (mail: Mail, once: boolean): Promise<void> => {
    for (let tries = 0; ; tries += 1) {
      try {
        await turns.take(() => sendOnce(mail));
        return;
      } catch (error) {
        const waitMs = once ? undefined : retriesMs[tries];
        const isFinal = !(error instanceof MailError && error.mayPass);
        if (isFinal || waitMs === undefined || isClosing()) throw error;
        await pause(waitMs, closing.signal);
        if (isClosing()) throw error;
      }
    }
  };

  return {
    async send(mail, { once = false } = {}) {
      if (isClosing()) throw closed();
      const sending = sendPatiently(mail, once);
      const settled = sending.catch(() => undefined);
      inFlight.add(settled);
      try {
        await sending;
      } finally {
        inFlight.delete(settled);
      }
    },
    async findFault() {
      try {
        const transporter = await transport();
        await transporter.verify();
        return null;
      } catch (error) {
        return { found: explained(error).message, remedy: remedyOf(error) };
      }
    },
    async close(timeoutMs) {
      closing.abort();
      await within(Promise.all(inFlight), timeoutMs, 'Sending mail').catch(() => undefined);
    },
  };
}

async function openTransport(smtpUrl: string, withoutTls: boolean): Promise<Transporter> {
  // Only now: most servers send nothing for hours.
  const { createTransport } = await import('nodemailer');
  const url = new URL(smtpUrl);
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const isLocal = /^(?:localhost|127(?:\.\d{1,3}){3}|::1)$/.test(host);
  const isPlain = isLocal || withoutTls;
  const [user, pass] = [decodeURIComponent(url.username), decodeURIComponent(url.password)];
  return createTransport({
    host,
    ...(url.port !== '' && { port: Number(url.port) }),
    secure: url.protocol === 'smtps:',
    ...(isPlain ? { ignoreTLS: true } : { requireTLS: true }),
    ...(user !== '' && { auth: { user, pass } }),
    connectionTimeout: connectTimeoutMs,
    greetingTimeout: connectTimeoutMs,
    dnsTimeout: connectTimeoutMs,
    socketTimeout: silenceTimeoutMs,
  });
}

/** Headers end with a line. */
const onOneLine = (text: string): string => text.replaceAll(/[\s\p{C}]+/gu, ' ').trim();

const closed = (): MailError =>
  new MailError('The server is stopping.', { concernsAll: true, mayPass: true });

/** What nodemailer reports, as its codes and those of SMTP say. */
function explained(error: unknown): MailError {
  if (error instanceof MailError) return error;
  const {
    code = '',
    responseCode = 0,
    response,
  } = error as {
    code?: string;
    responseCode?: number;
    response?: string;
  };
  const answer = onOneLine(response ?? '').slice(0, 300);
  const isRefusal = responseCode >= 400;
  if (code === 'EAUTH') {
    const message = `The mail server refuses the user or the password${answer && `: ${answer}`}.`;
    return new MailError(message, { concernsAll: true, mayPass: false, cause: error });
  }
  if (code === 'ETLS') {
    const message = `The mail server offers no usable TLS: ${onOneLine(messageOf(error))}.`;
    return new MailError(message, { concernsAll: true, mayPass: false, cause: error });
  }
  if (isRefusal) {
    const message = `The mail server refused it: ${answer}`;
    const mayPass = responseCode < 500;
    const concernsAll = responseCode === 421;
    return new MailError(message, { concernsAll, mayPass, cause: error });
  }
  if (code === 'EENVELOPE' || code === 'EMESSAGE') {
    const message = `The address can't be used: ${onOneLine(messageOf(error))}`;
    return new MailError(message, { concernsAll: false, mayPass: false, cause: error });
  }
  const message = `The mail server can't be reached: ${onOneLine(messageOf(error))}.`;
  return new MailError(message, { concernsAll: true, mayPass: true, cause: error });
}
