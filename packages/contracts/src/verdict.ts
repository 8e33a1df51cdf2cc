/** The verdict on a whole submission. Only `passed` is correct; only `internal-error` is our fault. */
export const verdicts = [
  'passed',
  'failed',
  'syntax-error',
  'runtime-error',
  'timeout',
  'memory-limit',
  'output-limit',
  'internal-error',
] as const;
export type Verdict = (typeof verdicts)[number];

/** The outcome of one test. */
export const outcomes = ['passed', 'failed', 'error', 'skipped'] as const;
export type Outcome = (typeof outcomes)[number];

/**
 * Verdicts that the same code would get again, so that an identical submission may reuse the stored
 * result. The others depend on the machine's load or are our fault.
 */
export const reproducibleVerdicts = [
  'passed',
  'failed',
  'syntax-error',
  'runtime-error',
  'output-limit',
] as const satisfies readonly Verdict[];

/**
 * `queued` waits for a grader, `grading` has one, `graded` has a result and never changes again.
 * `superseded`: the user handed in another one for the assignment before this was graded; it never is.
 * `held`: its owner sees no more of it until its verdict is released, whatever its state is. It is never stored.
 */
export const submissionStatuses = ['queued', 'grading', 'graded', 'superseded', 'held'] as const;
export type SubmissionStatus = (typeof submissionStatuses)[number];

/** Whether nothing more comes of a submission, unless the teacher has it graded again. */
export const hasEnded = ({ status }: { readonly status: SubmissionStatus }): boolean =>
  status === 'graded' || status === 'superseded';
