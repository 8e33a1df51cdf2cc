/**
 * The stack's deadlines are short, so that much happens in little time; only the graders' heartbeats
 * have their usual interval. A freeze is longer than an attempt's deadline, which is the wall limit of
 * chaos/course (3 s) plus the slack; that of a grader also exceeds the time it may be silent (6 s).
 */
export const freezeMs = { min: 6_000, max: 8_000 } as const;
export const graderFreezeMs = { min: 8_000, max: 15_000 } as const;

/** Long enough for PostgreSQL to crash, and to fail to restart. */
export const fullDiskMs = { min: 2_000, max: 4_000 } as const;

export const apiSettings = {
  TOUCHSTONE_ATTEMPT_SLACK_MS: '2500',
  // Graders retry at least every second.
  TOUCHSTONE_OUTAGE_GRACE_MS: '2000',
  TOUCHSTONE_ENTRY_GRACE_MS: '1000',
  TOUCHSTONE_SWEEP_INTERVAL_MS: '300',
  TOUCHSTONE_HEARTBEAT_MS: '2000',
  TOUCHSTONE_RECONNECT_MS: '300',
  // All users share one address, and some submit programs that are graded quickly.
  TOUCHSTONE_USER_LIMIT: '100000',
  TOUCHSTONE_ADDRESS_LIMIT: '1000000',
  TOUCHSTONE_NEW_USER_LIMIT: '100000',
  TOUCHSTONE_NEW_USER_DAY_LIMIT: '1000000',
  TOUCHSTONE_HISTORY_LIMIT: '100000',
  TOUCHSTONE_READ_LIMIT: '100000',
  TOUCHSTONE_ADDRESS_READ_LIMIT: '1000000',
  TOUCHSTONE_USER_STORED_MIB: '10000',
  TOUCHSTONE_ADDRESS_STORED_MIB: '100000',
  // The disk is small, and is filled to the last byte.
  TOUCHSTONE_MIN_FREE_MIB: '1',
} as const;

export const graderSettings = {
  // Only for entries of graders that are not silent; longer than any freeze, so that none causes a claim.
  TOUCHSTONE_CLAIM_IDLE_MS: '30000',
  // No fault makes a sandbox hang, but a slow machine may need seconds to clone one.
  TOUCHSTONE_GRADING_SLACK_MS: '20000',
  TOUCHSTONE_OFFICE_TIMEOUT_MS: '2000',
  TOUCHSTONE_MAX_RETRY_DELAY_MS: '1000',
} as const;
