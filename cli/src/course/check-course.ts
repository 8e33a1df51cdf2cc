import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { readAssignmentFolder, readCourseFolder } from '@touchstone/course';
import type { Sandbox } from '@touchstone/grader-api/offline';
import { exitStatuses, type ExitStatus } from '../command-error.ts';
import { inOrder } from '../ground/in-order.ts';
import { openSandbox } from '../ground/open-sandbox.ts';
import { createProgress, say, warn } from '../ground/terminal.ts';
import { checkAssignment, type AssignmentCheck, type CheckedFolder } from './check-assignment.ts';
import { orFaults } from './course-faults.ts';
import { renderCheck, renderTotal } from './render-check.ts';

export interface CheckOptions {
  /** Of a course or of one assignment. */
  folder: string;
  json: boolean;
  sandbox: Sandbox['kind'] | 'auto';
}

/**
 * Checks each assignment and writes what came out, in the course's order; resolves to the exit
 * status, 1 with a fault. Faults in the form of the folder are told first, and alone.
 */
export async function checkCourse({
  folder,
  json,
  sandbox: kind,
}: CheckOptions): Promise<ExitStatus> {
  const assignments = await orFaults(readFolders(folder));
  const sandbox = await openSandbox(kind, warn);
  if (sandbox.forgeable) {
    warn(
      'Warning: Only Pyodide is at hand here: all verdicts can be forged, and no records are made.',
    );
  }
  const progress = createProgress();
  const checks: AssignmentCheck[] = [];
  let done = 0;
  const work = async (assignment: CheckedFolder): Promise<AssignmentCheck> => {
    const check = await checkAssignment(assignment, sandbox);
    done += 1;
    progress.show(`checked ${done} of ${assignments.length}`);
    return check;
  };
  const take = (check: AssignmentCheck) => {
    progress.clear();
    checks.push(check);
    (json ? [JSON.stringify(check)] : renderCheck(check)).forEach(say);
  };
  try {
    await inOrder(assignments, { concurrency: availableParallelism(), work }, take);
  } finally {
    progress.clear();
    await sandbox.close();
  }
  if (!json) say(renderTotal(checks));
  const faulty = checks.some(({ findings }) => findings.some((found) => found.kind === 'fault'));
  return faulty ? exitStatuses.no : exitStatuses.done;
}

const noNotes = { starterPasses: false, smoke: [], caseLines: [] };

async function readFolders(folder: string): Promise<CheckedFolder[]> {
  if (existsSync(join(folder, 'assignment.yaml')) && !existsSync(join(folder, 'course.yaml'))) {
    return [await readAssignmentFolder(folder)];
  }
  const { course, solutions, notes } = await readCourseFolder(folder);
  return course.assignments.map((assignment) => ({
    ...assignment,
    solution: solutions.get(assignment.slug) ?? null,
    notes: notes.get(assignment.slug) ?? noNotes,
  }));
}
