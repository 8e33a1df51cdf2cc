import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readAssignmentFolder, readCourseFolder, type CourseWarning } from '@touchstone/course';
import type { Sandbox } from '@touchstone/grader-api/offline';
import { exitStatuses, type ExitStatus } from '../command-error.ts';
import { openSandbox } from '../ground/open-sandbox.ts';
import { createProgress, say, warn } from '../ground/terminal.ts';
import type { AssignmentCheck, CheckedFolder } from './check-assignment.ts';
import { checkAll, foldersToCheck } from './check-all.ts';
import { orFaults } from './course-faults.ts';
import { forgeableNotice, renderCheck, renderTotal, renderWarning } from './render-check.ts';

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
  const { assignments, warnings } = await orFaults(readFolders(folder));
  const sandbox = await openSandbox(kind, warn);
  if (sandbox.forgeable) warn(`Warning: ${forgeableNotice}`);
  // With --json, each line of stdout is an assignment.
  warnings.map(renderWarning).forEach(json ? warn : say);
  const progress = createProgress();
  const onCheck = (check: AssignmentCheck) => {
    progress.clear();
    (json ? [asJson(check)] : renderCheck(check)).forEach(say);
  };
  const onProgress = (text: string) => progress.show(text);
  const checks = await checkAll(assignments, sandbox, { onProgress, onCheck }).finally(() => {
    progress.clear();
    return sandbox.close();
  });
  if (!json) say(renderTotal(checks, warnings));
  const faulty = checks.some(({ findings }) => findings.some((found) => found.kind === 'fault'));
  return faulty ? exitStatuses.no : exitStatuses.done;
}

/** Of the record, which is for the judge, a reader needs to know whether there is one. */
const asJson = ({ record, ...check }: AssignmentCheck): string =>
  JSON.stringify({ ...check, recorded: record !== null });

async function readFolders(
  folder: string,
): Promise<{ assignments: CheckedFolder[]; warnings: readonly CourseWarning[] }> {
  if (existsSync(join(folder, 'assignment.yaml')) && !existsSync(join(folder, 'course.yaml'))) {
    const assignment = await readAssignmentFolder(folder);
    return { assignments: [assignment], warnings: assignment.warnings };
  }
  const read = await readCourseFolder(folder);
  return { assignments: foldersToCheck(read), warnings: read.warnings };
}
