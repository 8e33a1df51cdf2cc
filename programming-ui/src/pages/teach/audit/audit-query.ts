import type { AuditQuery } from '@touchstone/contracts';

/** What the reader has chosen; empty texts choose nothing. */
export interface AuditFilter {
  readonly actor: string;
  readonly action: string;
  readonly student: string | null;
  /** Days such as `2026-12-03`, by the reader's clock, both included. */
  readonly from: string;
  readonly to: string;
}

export const noFilter: AuditFilter = { actor: '', action: '', student: null, from: '', to: '' };

/** The filter as the server reads it. */
export function queryOf({ actor, action, student, from, to }: AuditFilter): AuditQuery {
  return {
    ...(actor !== '' && { actor }),
    ...(action !== '' && { action }),
    ...(student !== null && { student }),
    ...(from !== '' && { since: startOf(from, 0) }),
    ...(to !== '' && { until: startOf(to, 1) }),
  };
}

function startOf(day: string, daysLater: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(year, month - 1, date + daysLater).toISOString();
}

/** The same as part of an address. */
export const searchOf = (filter: AuditFilter): string => {
  const text = new URLSearchParams(queryOf(filter) as Record<string, string>).toString();
  return text === '' ? '' : `?${text}`;
};
