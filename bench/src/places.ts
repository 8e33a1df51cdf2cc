import { fileURLToPath } from 'node:url';

const inBench = (name: string) => fileURLToPath(new URL(`../${name}`, import.meta.url));

export const checkoutFolder = inBench('../');
export const assignmentsFolder = inBench('assignments');
/** The sample course. */
export const courseFolder = inBench('../courses/first-steps');
export const loopsFolder = inBench('loops');
export const resultsFolder = inBench('results');

/** The sandbox's default, so that both sides run the same interpreter. */
export const python = '/usr/bin/python3';

/** The whole environment of the programs of a bench. */
export const childEnvironment = { PATH: '/usr/local/bin:/usr/bin:/bin' };
