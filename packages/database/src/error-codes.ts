/** PostgreSQL's own codes (its manual, appendix A); PGlite gives the same. */
export const errorCodes = {
  noSuchTable: '42P01',
  noPrivilege: '42501',
  readOnly: '25006',
  diskFull: '53100',
  lockNotAvailable: '55P03',
  deadlock: '40P01',
} as const;

type ErrorCode = (typeof errorCodes)[keyof typeof errorCodes];

export const hasErrorCode = (error: unknown, ...codes: readonly ErrorCode[]): boolean =>
  error instanceof Error && 'code' in error && codes.includes(error.code as ErrorCode);
