/**
 * The stack's deadlines, short, so that much happens in little time, but for the graders' signs of
 * life, which are as everywhere. A freeze is longer than an attempt's deadline, which is the wall limit
 * of chaos/course (3 s) and the slack; a grader's is longer than it may be silent (6 s), too.
 */
export const freezeMs = { least: 6_000, most: 8_000 } as const;
export const graderFreezeMs = { least: 8_000, most: 15_000 } as const;

/** Long enough for PostgreSQL to end by it, and to fail to start again. */
export const fullDiskMs = { least: 2_000, most: 4_000 } as const;

export const apiSettings = {
  TOUCHSTONE_ATTEMPT_SLACK_MS: '2500',
  // Graders try again every second at the least.
  TOUCHSTONE_OUTAGE_GRACE_MS: '2000',
  TOUCHSTONE_ENTRY_GRACE_MS: '1000',
  TOUCHSTONE_SWEEP_MS: '300',
  TOUCHSTONE_HEARTBEAT_MS: '2000',
  TOUCHSTONE_RECONNECT_MS: '300',
  // All users come from one address, and some hand in what is soon answered.
  TOUCHSTONE_USER_LIMIT: '100000',
  TOUCHSTONE_ADDRESS_LIMIT: '1000000',
  TOUCHSTONE_NEW_USER_LIMIT: '100000',
  TOUCHSTONE_NEW_USER_DAY_LIMIT: '1000000',
  TOUCHSTONE_HISTORY_LIMIT: '100000',
  TOUCHSTONE_READ_LIMIT: '100000',
  TOUCHSTONE_ADDRESS_READ_LIMIT: '1000000',
  TOUCHSTONE_USER_STORED_MIB: '10000',
  TOUCHSTONE_ADDRESS_STORED_MIB: '100000',
  // The disk is a small one, and to be filled to the last byte.
  TOUCHSTONE_MIN_FREE_MIB: '1',
} as const;

export const graderSettings = {
  // For what no silence explains; longer than any freeze, so that it takes nothing over because of one.
  TOUCHSTONE_CLAIM_IDLE_MS: '30000',
  TOUCHSTONE_GRADING_SLACK_MS: '2000',
  TOUCHSTONE_OFFICE_TIMEOUT_MS: '2000',
  TOUCHSTONE_RETRY_MOST_MS: '1000',
} as const;
