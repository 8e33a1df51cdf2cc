import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readAssignmentFolder, readCourseFolder, type CourseWarning } from '@touchstone/course';
import type { Sandbox } from '@touchstone/grader-api/offline';
import { exitStatuses, type ExitStatus } from '../command-error.ts';
import { config } from '../config.ts';
import { openSandbox } from '../shared/open-sandbox.ts';
import { createProgress, say, warn } from '../shared/terminal.ts';
import type { AssignmentCheck, CheckedFolder } from './check-assignment.ts';
import { checkAll, foldersToCheck } from './check-all.ts';
import { exitOnCourseFaults } from './course-faults.ts';
import { checkMutants, type MutantCheck } from './mutants/check-mutants.ts';
import { createOutcomeCache } from './mutants/outcome-cache.ts';
import { renderMutants, renderMutantTotal } from './mutants/render-mutants.ts';
import { forgeableNotice, renderCheck, renderTotal, renderWarning } from './render-check.ts';

export interface CheckFlags {
  json?: boolean;
  sandbox: Sandbox['kind'] | 'auto';
  /** Whether to try mutants of the model solutions too. */
  mutants?: boolean;
  /** For the mutants of all assignments together. */
  seconds?: number;
  strict?: boolean;
}

const defaultSeconds = 60;

/**
 * Checks each assignment of a course, or the one in the folder, and prints the findings, in the course's order; resolves to the exit status,
 * 1 if there is a fault. If the folder itself has faults, only these are reported.
 */
export async function checkCourse(folder: string, flags: CheckFlags): Promise<ExitStatus> {
  const { json = false } = flags;
  const { assignments, warnings } = await exitOnCourseFaults(readFolders(folder));
  const sandbox = await openSandbox(flags.sandbox, warn);
  if (sandbox.forgeable) warn(`Warning: ${forgeableNotice}`);
  // With --json, each line of stdout is an assignment.
  warnings.map(renderWarning).forEach(json ? warn : say);
  const progress = createProgress();
  const onProgress = (text: string) => progress.show(text);
  const onCheck = (check: AssignmentCheck) => {
    progress.clear();
    (json ? [asJson(check)] : renderCheck(check)).forEach(say);
  };
  const check =
    flags.mutants === true
      ? async () => {
          const checks = await checkAll(assignments, sandbox, { onProgress });
          const { seconds = defaultSeconds, strict = false } = flags;
          const cache = createOutcomeCache(join(config.cacheFolder, 'mutants'));
          const options = { seconds, strict, cache, onProgress };
          return sayMutants(
            await checkMutants(assignments, checks, sandbox, options),
            onCheck,
            json,
          );
        }
      : () => checkAll(assignments, sandbox, { onProgress, onCheck });
  const checks = await check().finally(() => {
    progress.clear();
    return sandbox.close();
  });
  if (!json) say(renderTotal(checks, warnings));
  const faulty = checks.some(({ findings }) => findings.some((found) => found.kind === 'fault'));
  return faulty ? exitStatuses.no : exitStatuses.done;
}

/** Mutants of all assignments are tried in turn, so everything is printed at the end. */
function sayMutants(
  checks: readonly MutantCheck[],
  onCheck: (check: AssignmentCheck) => void,
  json: boolean,
): readonly MutantCheck[] {
  for (const check of checks) {
    onCheck(check);
    if (!json) renderMutants(check).forEach(say);
  }
  if (!json) renderMutantTotal(checks).forEach(say);
  return checks;
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
  const read = await readCourseFolder(folder, { unpublishedCourse: true });
  return { assignments: foldersToCheck(read), warnings: read.warnings };
}
