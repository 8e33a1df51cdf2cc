import type { Submission } from '@touchstone/contracts';

/** Whether the submission is of this code. Ignores line endings. */
export function isResultOf(submission: Submission, code: string): boolean {
  return normalise(submission.code) === normalise(code);
}

const normalise = (code: string) => code.replace(/\r\n?/g, '\n');
