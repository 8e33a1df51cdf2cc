/* What the server's error answers to handing in mean. */
import { NetworkError, ProblemError } from '../../api/problem.ts';
import type { CodeFault } from './code-check.ts';

export type WaitReason =
  'offline' | 'no-answer' | 'rate-limited' | 'queue-full' | 'storage-full' | 'server-trouble';

export type Refusal =
  | CodeFault
  | { readonly kind: 'assignment-gone' | 'files-changed' }
  | { readonly kind: 'assignment-closed'; readonly closedAt: string | null }
  | { readonly kind: 'other'; readonly detail: string; readonly requestId: string | null };

/** The id of the ungraded submission, if that is why this one was not accepted. */
export function runningSubmission(error: unknown): string | null {
  if (!(error instanceof ProblemError) || error.type !== 'submission-in-grading') return null;
  return error.problem.submissionId ?? null;
}

/** Why it is retried. */
export function waitReason(error: ProblemError | NetworkError, online: boolean): WaitReason {
  if (error instanceof NetworkError) return online ? 'no-answer' : 'offline';
  if (error.type === 'rate-limited' || error.status === 429) return 'rate-limited';
  if (error.type === 'queue-full' || error.type === 'storage-full') return error.type;
  return 'server-trouble';
}

/** Why it is not retried. */
export function toRefusal(error: unknown): Refusal {
  if (!(error instanceof ProblemError))
    return { kind: 'other', detail: error instanceof Error ? error.message : '', requestId: null };
  if (error.status === 413) return { kind: 'too-large' };
  if (error.type === 'assignment-closed')
    return { kind: error.type, closedAt: error.problem.closedAt ?? null };
  if (error.type === 'not-found') return { kind: 'assignment-gone' };
  if (error.type === 'wrong-files') return { kind: 'files-changed' };
  const faults = error.problem.errors?.map(({ message }) => message) ?? [];
  return {
    kind: 'other',
    detail: [error.message, ...faults].join(' '),
    requestId: error.problem.requestId ?? null,
  };
}
