import { dirname } from 'node:path';

/** The project's folder. */
export const checkout = dirname(import.meta.dirname);

/**
 * Something that the caller has to change, reported without a stack trace. The scripts in this folder run
 * before any package is installed, so this file uses only Node.js.
 */
export class SetupError extends Error {
  /** @override */
  name = 'SetupError';
}

/**
 * Runs a set-up; prints a SetupError and exits with status 2.
 *
 * @template T
 * @param {() => Promise<T>} setUp
 * @returns {Promise<T>}
 */
export async function reportSetupErrors(setUp) {
  try {
    return await setUp();
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    console.error(`\n${error.message}`);
    process.exit(2);
  }
}
