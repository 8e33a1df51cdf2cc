import { readSecretFile } from '@touchstone/runtime';
import { CommandError } from '../command-error.ts';

/** Reads a password from a file; rejects with a CommandError that says what is wrong with the file. */
export function readPassword(path: string): Promise<string> {
  const read = readSecretFile(path);
  return 'secret' in read
    ? Promise.resolve(read.secret)
    : Promise.reject(new CommandError(`No password: ${read.fault}.`));
}
