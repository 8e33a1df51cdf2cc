import { BackupError, MigrationError } from '@touchstone/database';
import { errorCode, messageOf } from '@touchstone/runtime/errors';
import { CommandError } from '../command-error.ts';

/** Turns errors whose message is for operators into errors of the command. */
export async function explained<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof BackupError || error instanceof MigrationError) {
      throw new CommandError(error.message, { cause: error });
    }
    if (!isSqlState(errorCode(error))) throw error;
    throw new CommandError(`The database refused: ${messageOf(error)}`, {
      cause: error,
      next: 'Use a role that owns the database, and check the disk space of the database.',
    });
  }
}

/** Five digits and capital letters; the codes of system errors have no digits. */
const isSqlState = (code = ''): boolean => /^(?=.*\d)[0-9A-Z]{5}$/.test(code);
