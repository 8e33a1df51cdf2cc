import type { Mailer, MailSettings } from '@touchstone/programming-api/mail';
import type { PeopleStore } from '../control/people-calls.ts';
import type { Target } from '../shared/target.ts';
import { warn } from '../shared/terminal.ts';
import { notifyOfUsers } from '../stores/notify-apis.ts';
import { peopleStoreIn } from '../stores/people-store.ts';
import { withMigratedStore } from '../targets/with-store.ts';

/** How this process sends mail, where no running one does. */
export interface OwnMail {
  readonly settings: MailSettings;
  readonly mailer: Mailer;
}

/** Opens what the target names for `use`, and closes it. `command` is shown to others that find the folder in use. */
export const withPeopleStore = <T>(
  target: Target,
  command: string,
  use: (store: PeopleStore) => Promise<T>,
  mail: OwnMail | null = null,
): Promise<T> =>
  withMigratedStore<keyof PeopleStore, T>(
    target,
    {
      command,
      inDatabase: (database, notifyEnded) =>
        peopleStoreIn(database, {
          origin: mail?.settings.publicUrl ?? null,
          mailer: mail?.mailer ?? null,
          notifyEnded,
          notifyRights: async (userIds) => {
            // A data folder that no process has open has no running APIs.
            if ('databaseUrl' in target) await notifyOfUsers(target.redisUrl, userIds, warn);
          },
        }),
    },
    use,
  );
