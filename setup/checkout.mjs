import { dirname } from 'node:path';

/** The folder that holds the project. */
export const checkout = dirname(import.meta.dirname);

/**
 * Something that the person who called has to change; told without a stack trace. The scripts here
 * run before any package is installed, and so use nothing but Node.js.
 */
export class SetupError extends Error {
  /** @override */
  name = 'SetupError';
}

/**
 * Runs a set-up, tells a SetupError and ends with status 2 then.
 *
 * @template T
 * @param {() => Promise<T>} setUp
 * @returns {Promise<T>}
 */
export async function orTellWhatToDo(setUp) {
  try {
    return await setUp();
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    console.error(`\n${error.message}`);
    process.exit(2);
  }
}
