import type { HistoryEntry, StudentDates } from '@touchstone/contracts';
import { lateDays } from '@touchstone/contracts/dates';
import { workbenchMessages } from '../../workbench-messages.ts';

/** How late a submission was, and what that cost, by the dates of its student; '' if it was in time. */
export function lateText(
  { createdAt, result }: Pick<HistoryEntry, 'createdAt' | 'result'>,
  dates: StudentDates | undefined,
): string {
  if (!dates?.due) return '';
  const days = lateDays(new Date(dates.due), new Date(createdAt), dates.timeZone);
  if (days === 0) return '';
  const text = workbenchMessages.history;
  const cost = Math.min(days * (dates.pointsPerDay ?? 0), result?.points ?? 0);
  return cost === 0 ? text.late(days) : text.lateCost(days, cost);
}
