import type { AssignmentSummary } from '@touchstone/contracts';
import { groupByPart } from '../../features/assignment-list/assignments.ts';

/** How far a part of the course has come. */
export interface PartProgress {
  readonly title: string;
  readonly solved: number;
  readonly all: number;
  /** What its solved assignments have brought. */
  readonly points: number;
  /** Its first unsolved assignment; null when it is done. */
  readonly next: AssignmentSummary | null;
}

export function partProgress(
  assignments: readonly AssignmentSummary[],
  solvedIds: ReadonlySet<string>,
): PartProgress[] {
  return groupByPart(assignments).map(({ title, assignments: ofPart }) => {
    const solved = ofPart.filter(({ id }) => solvedIds.has(id));
    return {
      title,
      solved: solved.length,
      all: ofPart.length,
      points: solved.reduce((sum, { points }) => sum + points, 0),
      next: ofPart.find(({ id }) => !solvedIds.has(id)) ?? null,
    };
  });
}
