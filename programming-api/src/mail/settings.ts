import { ConfigError, readEnvironment, switchSetting } from '@touchstone/runtime';
import { z } from 'zod';

/*
 * How mail is sent. All of it is set, or nothing.
 */

const example = 'such as smtp://user:password@mail.example.org:587';

/** Null for a valid address of a mail server, otherwise what is wrong with it; never shows the password. */
function faultOf(text: string): string | null {
  if (!/^smtps?:\/\//.test(text)) return `must start with smtp:// or smtps://, ${example}`;
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || url.hostname === '' || url.port === '0') {
    return `must have a host and, if needed, a port, ${example}; write @ : / # ? % in a password as %40 %3A %2F %23 %3F %25`;
  }
  if (!/^\/?$/.test(url.pathname) || url.search !== '' || url.hash !== '') {
    return `must end after the host and the port, ${example}; write / # ? in a password as %2F %23 %3F`;
  }
  if ((url.username === '') !== (url.password === '')) {
    return `must have both a user and a password, or neither, ${example}`;
  }
  if (!isDecodable(url.username) || !isDecodable(url.password)) {
    return 'must have %25 for each % in the user and the password';
  }
  return null;
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

export const smtpUrlSchema = z
  .string()
  .superRefine((text, context) => {
    const fault = faultOf(text);
    if (fault !== null) context.addIssue({ code: 'custom', message: fault });
  })
  .meta({
    variable: 'TOUCHSTONE_SMTP_URL',
    description:
      'the mail server, as `smtp://user:password@mail.example.org:587`, or `smtps://…`; see [Mail](#mail)',
    ifMissing: 'no mail is sent',
  });

/** An address, or a name and an address. */
const senderPattern =
  /^(?:[^\p{C}<>"]* )?<[^\s\p{C}@<>"'(),;:\\]+@[\w.-]+>$|^[^\s\p{C}@<>"'(),;:\\]+@[\w.-]+$/u;

export const mailSettings = {
  mailFrom: z
    .string()
    .regex(
      senderPattern,
      'must be an address, such as courses@example.org, or Courses <courses@example.org>',
    )
    .optional()
    .meta({
      variable: 'TOUCHSTONE_MAIL_FROM',
      description: 'the sender of mail, as `Courses <courses@example.org>`',
      ifMissing: 'no mail is sent',
    }),
  smtpWithoutTls: switchSetting(
    'TOUCHSTONE_SMTP_WITHOUT_TLS',
    false,
    'if `true`, mail goes unencrypted to a mail server on another machine',
  ),
};

export const smtpUrlVariable = 'TOUCHSTONE_SMTP_URL';
/** The path of a file with the address, an alternative to the variable. */
export const smtpUrlFile = 'TOUCHSTONE_SMTP_URL_FILE';

interface WrittenSettings {
  readonly smtpUrl?: string | undefined;
  readonly mailFrom?: string | undefined;
  readonly smtpWithoutTls?: boolean | undefined;
  readonly publicUrl?: string | undefined;
}

/** How mail is sent, and where links in it lead. */
export interface MailSettings {
  readonly smtpUrl: string;
  readonly from: string;
  readonly withoutTls: boolean;
  readonly publicUrl: string;
}

/**
 * Null if no mail is to be sent.
 *
 * @throws {ConfigError} if a part of it is missing
 */
export function mailSettingsOf(written: WrittenSettings): MailSettings | null {
  const { smtpUrl, mailFrom: from, smtpWithoutTls = false, publicUrl } = written;
  if (smtpUrl === undefined && from === undefined) return null;
  const faults = [
    ...(smtpUrl === undefined
      ? [
          `TOUCHSTONE_SMTP_URL: must be set, or ${smtpUrlFile} to a file's path, since TOUCHSTONE_MAIL_FROM is`,
        ]
      : []),
    ...(from === undefined
      ? ['TOUCHSTONE_MAIL_FROM: must be set, since the address of a mail server is']
      : []),
    ...(publicUrl === undefined
      ? ['TOUCHSTONE_PUBLIC_URL: must be set to send mail, since links in it begin with it']
      : []),
  ];
  if (smtpUrl === undefined || from === undefined || publicUrl === undefined) {
    throw new ConfigError(faults);
  }
  return { smtpUrl, from, withoutTls: smtpWithoutTls, publicUrl };
}

/**
 * The address of the mail server in the environment of a command; undefined if there is none.
 *
 * @throws {ConfigError} if it can't be read
 */
export function readSmtpUrl(environment: NodeJS.ProcessEnv): string | undefined {
  const groups = { mail: z.strictObject({ smtpUrl: smtpUrlSchema.optional() }) };
  const variables = { smtpUrl: smtpUrlVariable };
  return readEnvironment(environment, groups, variables, { smtpUrl: smtpUrlFile }).mail.smtpUrl;
}
