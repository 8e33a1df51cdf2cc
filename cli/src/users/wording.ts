import { CommandError, exitStatuses } from '../command-error.ts';

export const unknownUser = (userId: string): CommandError =>
  new CommandError(`There is no user ${userId}.`, {
    exitStatus: exitStatuses.no,
    next: 'The page shows the uuid in its settings. Check also that --data or --database is the right one.',
  });
