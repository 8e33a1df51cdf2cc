import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readAssignmentFolder, readCourseFolder, type CourseWarning } from '@touchstone/course';
import type { Sandbox } from '@touchstone/grader-api/offline';
import { exitStatuses, type ExitStatus } from '../command-error.ts';
import { openSandbox } from '../shared/open-sandbox.ts';
import { createProgress, say, warn } from '../shared/terminal.ts';
import type { AssignmentCheck, CheckedFolder } from './check-assignment.ts';
import { checkAll, foldersToCheck } from './check-all.ts';
import { exitOnCourseFaults } from './course-faults.ts';
import { forgeableNotice, renderCheck, renderTotal, renderWarning } from './render-check.ts';

export interface CheckFlags {
  json?: boolean;
  sandbox: Sandbox['kind'] | 'auto';
}

/**
 * Checks each assignment of a course, or the one in the folder, and prints the findings, in the course's order; resolves to the exit status,
 * 1 if there is a fault. If the folder itself has faults, only these are reported.
 */
export async function checkCourse(
  folder: string,
  { json = false, sandbox: kind }: CheckFlags,
): Promise<ExitStatus> {
  const { assignments, warnings } = await exitOnCourseFaults(readFolders(folder));
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

/** The record is for the judge; readers only need to know whether there is one. */
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
