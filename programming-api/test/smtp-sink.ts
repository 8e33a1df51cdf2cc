import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

interface ReceivedMail {
  readonly from: string;
  readonly to: readonly string[];
  /** As it came, without the encoding of its lines. */
  readonly text: string;
}

/** A mail server on loopback that keeps what it gets. */
export interface SmtpSink {
  readonly port: number;
  readonly received: ReceivedMail[];
  close(): Promise<void>;
}

/** The text of a mail whose lines end in `=` where they go on, as in quoted-printable. */
const decoded = (mail: string): string =>
  mail
    .replaceAll(/=\r\n/g, '')
    .replaceAll(/=([\dA-F]{2})/g, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    );

/** `refuses` has the recipients that it answers 550 to, `busy` how often it answers 451 first. */
export async function startSmtpSink({
  refuses = [],
  busy = 0,
  port = 0,
  ...options
}: SMTPServerOptions & {
  refuses?: readonly string[];
  busy?: number;
  port?: number;
} = {}): Promise<SmtpSink> {
  const received: ReceivedMail[] = [];
  let busyLeft = busy;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    onRcptTo({ address }, _session, callback) {
      if (busyLeft > 0) {
        busyLeft -= 1;
        callback(Object.assign(new Error('Try again later'), { responseCode: 451 }));
      } else if (refuses.includes(address)) {
        callback(Object.assign(new Error('No such mailbox'), { responseCode: 550 }));
      } else callback();
    },
    onData(stream, { envelope }, callback) {
      void text(stream).then((mail) => {
        received.push({
          from: envelope.mailFrom === false ? '' : envelope.mailFrom.address,
          to: envelope.rcptTo.map(({ address }) => address),
          text: decoded(mail),
        });
        callback();
      });
    },
    ...options,
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => {
    server.listen(port, '127.0.0.1', () => resolve());
  });
  return {
    port: (server.server.address() as AddressInfo).port,
    received,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
