import { join, resolve } from 'node:path';

/** The project's folder: services are started from it, and it contains the default folders. */
export const checkoutFolder = resolve(import.meta.dirname, '../..');

export const defaultCourseFolder = join(checkoutFolder, 'courses/first-steps');
export const defaultDataFolder = join(checkoutFolder, 'data');
/** Outside the data folder: started as root, the stack's servers run as a user who can't enter that. */
export const defaultStackFolder = join(checkoutFolder, '.touchstone/stack');
