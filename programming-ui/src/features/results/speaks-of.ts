import type { Submission } from '@touchstone/contracts';

/** Whether the code in the editor is what this result speaks of; line ends do not count. */
export function speaksOf(submission: Submission, code: string): boolean {
  return normalise(submission.code) === normalise(code);
}

const normalise = (code: string) => code.replace(/\r\n?/g, '\n');
