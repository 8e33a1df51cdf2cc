import type { AssignmentSummary } from '@touchstone/contracts';

export interface Part {
  readonly title: string;
  readonly assignments: readonly AssignmentSummary[];
}

/** Groups adjacent assignments of the same part, in the course's order. */
export function groupByPart(assignments: readonly AssignmentSummary[]): Part[] {
  const parts: { title: string; assignments: AssignmentSummary[] }[] = [];
  for (const assignment of assignments) {
    const last = parts.at(-1);
    if (last?.title === assignment.part) last.assignments.push(assignment);
    else parts.push({ title: assignment.part, assignments: [assignment] });
  }
  return parts;
}

export interface ListFilter {
  readonly query: string;
  readonly unsolvedOnly: boolean;
}

/** Every word of the query must be in the title, part or slug, or be the number. Ignores case and accents. */
export function filterAssignments(
  assignments: readonly AssignmentSummary[],
  solvedIds: ReadonlySet<string>,
  { query, unsolvedOnly }: ListFilter,
): AssignmentSummary[] {
  const words = plain(query).split(/\s+/).filter(Boolean);
  return assignments.filter((assignment) => {
    if (unsolvedOnly && solvedIds.has(assignment.id)) return false;
    if (words.length === 0) return true;
    const text = plain(`${assignment.title} ${assignment.part} ${assignment.slug}`);
    return words.every((word) => text.includes(word) || word === String(assignment.position));
  });
}

const plain = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

export const solvedOf = (
  assignments: readonly AssignmentSummary[],
  solvedIds: ReadonlySet<string>,
): AssignmentSummary[] => assignments.filter(({ id }) => solvedIds.has(id));

/** The first unsolved assignment after this one, else the first unsolved of all; null when all are solved. */
export function nextUnsolved(
  assignments: readonly AssignmentSummary[],
  solvedIds: ReadonlySet<string>,
  currentId: string,
): AssignmentSummary | null {
  const at = assignments.findIndex(({ id }) => id === currentId);
  const candidates = [...assignments.slice(at + 1), ...assignments.slice(0, Math.max(at, 0))];
  return candidates.find(({ id }) => !solvedIds.has(id)) ?? null;
}
