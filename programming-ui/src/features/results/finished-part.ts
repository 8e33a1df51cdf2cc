import type { AssignmentSummary } from '@touchstone/contracts';

/** A part of the course in which the student has just solved the last assignment. */
export interface FinishedPart {
  readonly title: string;
  /** Of its assignments, in order. */
  readonly titles: readonly string[];
}

/** The part of an assignment that was just solved; null while another of it is unsolved, or if it has no other. */
export function finishedPart(
  assignments: readonly AssignmentSummary[],
  solvedIds: ReadonlySet<string>,
  solvedId: string,
): FinishedPart | null {
  const title = assignments.find(({ id }) => id === solvedId)?.part;
  const part = assignments.filter((one) => one.part === title);
  const done = part.every(({ id }) => id === solvedId || solvedIds.has(id));
  if (title === undefined || part.length < 2 || !done) return null;
  return { title, titles: part.map((one) => one.title) };
}
