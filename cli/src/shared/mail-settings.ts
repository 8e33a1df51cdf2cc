import { mailSettingsOf } from '@touchstone/programming-api/config';
import type { MailSettings } from '@touchstone/programming-api/mail';
import { ConfigError } from '@touchstone/runtime';
import { notValid, type ServiceSettings } from './service-settings.ts';

/** Null if no mail is to be sent. Throws a CommandError if a part of the settings is missing. */
export function mailOf(
  { api, smtpUrl }: Pick<ServiceSettings, 'api' | 'smtpUrl'>,
  publicUrl: string | undefined,
): MailSettings | null {
  try {
    return mailSettingsOf({ ...api.given.config, smtpUrl, publicUrl });
  } catch (error) {
    if (error instanceof ConfigError) throw notValid(error.faults);
    throw error;
  }
}
