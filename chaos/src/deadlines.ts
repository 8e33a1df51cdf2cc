/**
 * The stack's deadlines, short, so that much happens in little time. They hang together: the wall
 * limit of chaos/course (3 s) and the posts around a grading are shorter than the claim time, and
 * a freeze is longer than that and than an attempt's deadline (the wall limit and its slack).
 */
const claimIdleMs = 5_000;
export const freezeMs = { least: 6_000, most: 8_000 } as const;

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
} as const;

export const graderSettings = {
  TOUCHSTONE_CLAIM_IDLE_MS: String(claimIdleMs),
  TOUCHSTONE_CLAIM_EVERY_MS: '500',
  TOUCHSTONE_GRADING_SLACK_MS: '2000',
  TOUCHSTONE_OFFICE_TIMEOUT_MS: '2000',
  TOUCHSTONE_RETRY_MOST_MS: '1000',
} as const;
