import type { StudentDates } from '@touchstone/contracts';
import { datesThatHold, dateStateAt, toDates, type Dates } from '@touchstone/contracts/dates';
import type { AssignmentWithDates } from '@touchstone/database';
import type { Sees } from '../people/rights.ts';

/** The dates of an assignment for a caller. */
export interface SeenDates {
  readonly dates: Dates;
  readonly shown: StudentDates;
  /** Whether the caller sees it: it is open, or the caller teaches the course. */
  readonly isSeen: boolean;
  /** Others may have other dates, or see it when the caller doesn't. */
  readonly isOwn: boolean;
}

export async function datesFor(
  assignment: AssignmentWithDates,
  sees: Sees,
  now: Date,
): Promise<SeenDates> {
  const { courseId, timeZone, pointsPerDay } = assignment;
  const { isStaff, changes } = await sees.datesIn(courseId);
  const own = changes.filter(({ assignmentId }) => assignmentId === assignment.assignmentId);
  const dates = toDates(datesThatHold(assignment.dates, own));
  const isOpen = dateStateAt(dates, now) !== 'not-open';
  const write = (date: Date | null): string | null => date?.toISOString() ?? null;
  const { opens, due, closes } = dates;
  return {
    dates,
    shown: { opens: write(opens), due: write(due), closes: write(closes), pointsPerDay, timeZone },
    isSeen: isOpen || isStaff,
    isOwn: (isStaff && !isOpen) || own.some(({ rule }) => rule !== 'all'),
  };
}
