/**
 * The uids of the stack's processes when it is started as root, so that none can read, trace or signal
 * another. PostgreSQL and Redis run as a user of /etc/passwd, since PostgreSQL refuses any other
 * (packages/servers/src/process-users.ts).
 *
 * The numbers are in a range that nothing assigns: Debian's policy reserves 65000 to 65533, and
 * systemd lists 65520 to 65533 as not used for dynamic users. 65532 is not used, since many container
 * images know it as `nonroot`. Each gid equals its uid.
 */
export const defaultProcessUids = {
  nginx: 65_529,
  api: 65_530,
  grader: 65_531,
  /** Also used by the all-in-one and by `touchstone grade`. */
  sandbox: 65_533,
} as const satisfies ProcessUids;

export type ProcessRole = 'nginx' | 'api' | 'grader' | 'sandbox';
export type ProcessUids = Readonly<Record<ProcessRole, number>>;
