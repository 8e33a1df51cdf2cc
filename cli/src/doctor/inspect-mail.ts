import { mailSettingsOf, readGivenSettings, readSmtpUrl } from '@touchstone/programming-api/config';
import { createSmtpMailer, type MailSettings } from '@touchstone/programming-api/mail';
import { ConfigError } from '@touchstone/runtime';

/** Whether the mail server can be used. */
export interface MailInspection {
  /** The address, without user and password; null if the settings have none. */
  readonly server: string | null;
  /** What is wrong, as a sentence; null if nothing is. */
  readonly found: string | null;
  readonly remedy: string | null;
}

/** Connects to the mail server as a server would, and sends nothing. Null: the environment sets up no mail. */
export async function inspectMail(environment: NodeJS.ProcessEnv): Promise<MailInspection | null> {
  let settings: MailSettings | null;
  try {
    settings = readSettings(environment);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const remedy = 'Correct or unset them; docs/operations.md describes each setting.';
    return { server: null, found: error.faults.join(' '), remedy };
  }
  if (settings === null) return null;
  const { protocol, host } = new URL(settings.smtpUrl);
  const fault = await createSmtpMailer(settings).findFault();
  return { server: `${protocol}//${host}`, ...(fault ?? { found: null, remedy: null }) };
}

function readSettings(environment: NodeJS.ProcessEnv): MailSettings | null {
  const smtpUrl = readSmtpUrl(environment);
  const given = readGivenSettings(environment).given.config;
  // Who starts the server may give it as an option.
  const { publicUrl = 'http://localhost' } = given;
  return mailSettingsOf({ ...given, smtpUrl, publicUrl });
}

/** An inspection as text. */
export function renderMail(mail: MailInspection | null): string[] {
  if (mail === null) return ['', 'Mail is not set up in this environment.'];
  const { server, found, remedy } = mail;
  if (found === null) return ['', `The mail server ${server ?? ''} can be used.`];
  return [
    '',
    server === null
      ? 'The settings of mail are not valid.'
      : `The mail server ${server} can't be used.`,
    `    found: ${found}`,
    ...(remedy === null ? [] : [`    to change: ${remedy}`]),
  ];
}
