import type { AssignmentSummary } from '@touchstone/contracts';
import { groupByPart, solvedOf } from '../../features/assignment-list/assignments.ts';

/** The user's progress in one part of the course. */
export interface PartProgress {
  readonly title: string;
  readonly solved: number;
  readonly all: number;
  /** The points of its solved assignments. */
  readonly points: number;
  /** Its first unsolved assignment; null if all are solved. */
  readonly next: AssignmentSummary | null;
}

export function partProgress(
  assignments: readonly AssignmentSummary[],
  solvedIds: ReadonlySet<string>,
): PartProgress[] {
  return groupByPart(assignments).map(({ title, assignments: ofPart }) => {
    const solved = solvedOf(ofPart, solvedIds);
    return {
      title,
      solved: solved.length,
      all: ofPart.length,
      points: solved.reduce((sum, { points }) => sum + points, 0),
      next: ofPart.find(({ id }) => !solvedIds.has(id)) ?? null,
    };
  });
}
