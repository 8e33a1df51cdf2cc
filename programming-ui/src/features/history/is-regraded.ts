import type { Submission } from '@touchstone/contracts';

/** Whether the second is a later state of a graded submission: the teacher had it graded again. */
export const isRegraded = (
  before: Pick<Submission, 'regradedAt'>,
  after: Pick<Submission, 'regradedAt'>,
): boolean => (after.regradedAt ?? '') > (before.regradedAt ?? '');
