import { codeOf, type ProgramFiles } from './program.ts';

/** Whether two programs of the same files are the same. Ignores line endings. */
export function areSame(one: ProgramFiles, other: ProgramFiles): boolean {
  return one.every(({ name, code }) => normalise(code) === normalise(codeOf(other, name)));
}

const normalise = (code: string) => code.replace(/\r\n?/g, '\n');
