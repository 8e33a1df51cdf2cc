import { availableParallelism } from 'node:os';
import type { CheckNotes, CourseFolder } from '@touchstone/course';
import type { Sandbox } from '@touchstone/grader-api/offline';
import { inOrder } from '../shared/in-order.ts';
import { checkAssignment, type AssignmentCheck, type CheckedFolder } from './check-assignment.ts';

export interface CheckProgress {
  /** Called after each check, in the order in which they finish. */
  onProgress?: ((text: string) => void) | undefined;
  /** Called with each check in the order of the assignments. */
  onCheck?: ((check: AssignmentCheck) => void) | undefined;
  signal?: AbortSignal | undefined;
  /** Replaces the check in tests. */
  check?: ((folder: CheckedFolder, sandbox: Sandbox) => Promise<AssignmentCheck>) | undefined;
}

/** Checks assignments concurrently; the results are in the order of the assignments. */
export async function checkAll(
  assignments: readonly CheckedFolder[],
  sandbox: Sandbox,
  { onProgress, onCheck, signal, check = checkAssignment }: CheckProgress = {},
): Promise<AssignmentCheck[]> {
  const checks: AssignmentCheck[] = [];
  let done = 0;
  const work = async (assignment: CheckedFolder): Promise<AssignmentCheck> => {
    signal?.throwIfAborted();
    const found = await check(assignment, sandbox);
    done += 1;
    onProgress?.(`checked ${done} of ${assignments.length}`);
    return found;
  };
  await inOrder(assignments, { concurrency: availableParallelism(), work }, (found) => {
    checks.push(found);
    onCheck?.(found);
  });
  return checks;
}

const noNotes: CheckNotes = {
  starterPasses: false,
  smoke: [],
  caseLines: [],
  preloadLines: [],
  wrongPrograms: [],
  equivalentMutants: [],
};

/** The assignments of a course, in the form that is checked. */
export const foldersToCheck = ({
  course,
  solutions,
  notes,
}: Pick<CourseFolder, 'course' | 'solutions' | 'notes'>): CheckedFolder[] =>
  course.assignments.map((assignment) => ({
    ...assignment,
    solution: solutions.get(assignment.slug) ?? null,
    notes: notes.get(assignment.slug) ?? noNotes,
  }));
