import { CommandError, exitStatuses } from '../command-error.ts';

export const unknownUser = (written: string): CommandError =>
  new CommandError(`There is no user ${written}.`, {
    exitStatus: exitStatuses.no,
    next: 'Give the mail address of the account, or the uuid that the page shows in its settings. Check also that --data or --database is the right one.',
  });
