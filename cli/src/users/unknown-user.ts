import { CommandError, exitStatuses } from '../command-error.ts';

export const unknownUser = (userId: string): CommandError =>
  new CommandError(`There is no user ${userId} here.`, {
    exitStatus: exitStatuses.no,
    next: 'The page shows the uuid in its settings. Look also whether --data or --database is the right one.',
  });
