/**
 * Whom the stack's processes run as when it is started as root, so that none can read what is
 * another's, trace it or signal it. PostgreSQL and Redis run as a user of /etc/passwd, since
 * PostgreSQL refuses any other (packages/servers/src/process-users.ts).
 *
 * The numbers lie where nobody gives any out: Debian's policy reserves 65000 to 65533, and systemd
 * names 65520 to 65533 as unused by its dynamic users. 65532 is left out, since many container
 * images know it as `nonroot`. The group of each has the same number.
 */
export const defaultProcessUids = {
  nginx: 65_529,
  api: 65_530,
  grader: 65_531,
  /** Also of the all-in-one and of `touchstone grade`. */
  sandbox: 65_533,
} as const satisfies ProcessUids;

export type ProcessRole = 'nginx' | 'api' | 'grader' | 'sandbox';
export type ProcessUids = Readonly<Record<ProcessRole, number>>;
