import { errorCode } from '@touchstone/runtime/errors';

/** PostgreSQL's SQLSTATE codes (its manual, appendix A); PGlite uses the same. */
export const errorCodes = {
  noSuchTable: '42P01',
  noPrivilege: '42501',
  readOnly: '25006',
  diskFull: '53100',
  lockNotAvailable: '55P03',
  deadlock: '40P01',
  /** A reference to a row that does not exist. */
  foreignKeyViolation: '23503',
  uniqueViolation: '23505',
} as const;

type ErrorCode = (typeof errorCodes)[keyof typeof errorCodes];

export const hasErrorCode = (error: unknown, ...codes: readonly ErrorCode[]): boolean =>
  codes.includes(errorCode(error) as ErrorCode);

/** Whether a row could not be written because its user was deleted meanwhile. */
export const isUserGone = (error: unknown): boolean =>
  hasErrorCode(error, errorCodes.foreignKeyViolation) &&
  String((error as { constraint?: string }).constraint).endsWith('_user_id_fkey');
