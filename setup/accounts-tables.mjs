import { callersOf } from '../packages/contracts/src/callers.ts';

/*
 * The table of docs/accounts.md that is made from the code. A line `<!-- table: NAME -->` in the page stands
 * before it.
 */

const headings = ['call', 'without session', 'a user', 'student', 'assistant', 'teacher'];
const ifOpen = 'open courses';

/**
 * What callers in the order of the headings may do.
 *
 * @type {Readonly<Record<import('../packages/contracts/src/callers.ts').Callers, readonly string[]>>}
 */
const cells = {
  everybody: ['yes', 'yes', 'yes', 'yes', 'yes'],
  users: ['', 'own data', 'own data', 'own data', 'own data'],
  accounts: ['', 'own data, with an account', 'own data', 'own data', 'own data'],
  viewers: [ifOpen, ifOpen, 'yes', 'yes', 'yes'],
  'signed-in viewers': ['', ifOpen, 'yes', 'yes', 'yes'],
  assistants: ['', '', '', 'assigned students', 'yes'],
  teachers: ['', '', '', '', 'yes'],
};

/** By name: the rows, of which the first are the headings. @returns {Record<string, string[][]>} */
export const accountsTables = () => ({
  calls: [
    headings,
    ...Object.entries(callersOf).map(([call, callers]) => [`\`${call}\``, ...cells[callers]]),
  ],
});
