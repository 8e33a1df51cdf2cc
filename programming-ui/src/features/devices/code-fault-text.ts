import { ProblemError } from '../../api/problem.ts';
import { moreMessages } from '../../more-messages.ts';

const text = moreMessages.devices;

/** What to say when a call about a code or a recovery key has failed. */
export function codeFaultText(error: unknown): string {
  if (!(error instanceof ProblemError)) return text.away;
  if (error.type === 'invalid-code') return text.invalid;
  return error.type === 'rate-limited' ? text.tooMany : text.failed(error.message);
}
