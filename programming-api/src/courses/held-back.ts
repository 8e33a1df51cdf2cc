import type { HistoryEntry, Submission } from '@touchstone/contracts';
import { datesThatHold, toDates } from '@touchstone/contracts/dates';
import type { HoldingAssignment } from '@touchstone/database';
import type { Sees } from '../people/rights.ts';

/*
 * Whether the verdicts of an assignment are held back from a caller: the only place that decides it
 * (docs/decisions/0017-release.md), and what the caller sees meanwhile.
 */

/** The ids of those assignments whose verdicts are held back from the caller now. */
export async function heldBackFrom(
  sees: Sees,
  holding: Iterable<HoldingAssignment>,
  now: Date,
): Promise<string[]> {
  const held: string[] = [];
  for (const assignment of holding) {
    if (await isHeldBack(sees, assignment, now)) held.push(assignment.assignmentId);
  }
  return held;
}

/** Teachers and assistants see all; a teacher may release an assignment before it is due. */
export async function isHeldBack(
  sees: Sees,
  { assignmentId, courseId, release, dates }: HoldingAssignment,
  now: Date,
): Promise<boolean> {
  const { isStaff, changes } = await sees.datesIn(courseId);
  if (isStaff || (await sees.releasedIn(courseId)).has(assignmentId)) return false;
  if (release === 'by hand') return true;
  const own = changes.filter((change) => change.assignmentId === assignmentId);
  const { due } = toDates(datesThatHold(dates, own));
  return due === null || now <= due;
}

/**
 * A submission whose verdict is held back, as its owner sees it: the same from the moment of receipt to the
 * release, whatever it is graded with and however long that takes.
 */
export const holdBack = <T extends Submission | HistoryEntry>(submission: T): T => ({
  ...submission,
  status: 'held',
  result: null,
  gradedAt: null,
  reusedFrom: null,
  earlierTests: false,
  regradedAt: null,
});
