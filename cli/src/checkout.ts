import { join, resolve } from 'node:path';

/** The folder that holds the project: services are started from here, and defaults lie in it. */
export const checkoutFolder = resolve(import.meta.dirname, '../..');

export const defaultCourseFolder = join(checkoutFolder, 'courses/first-steps');
export const defaultDataFolder = join(checkoutFolder, 'data');
/** Not in the data folder: called as root, the stack's servers run as a user who can't enter that. */
export const defaultStackFolder = join(checkoutFolder, '.touchstone/stack');
