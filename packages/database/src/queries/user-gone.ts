/** SQLSTATE of a row that names one that is not there. */
const foreignKeyViolation = '23503';

/** Whether a row could not be written because its user was deleted just before. */
export const isUserGone = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  error.code === foreignKeyViolation &&
  'constraint' in error &&
  typeof error.constraint === 'string' &&
  error.constraint.endsWith('_user_id_fkey');
