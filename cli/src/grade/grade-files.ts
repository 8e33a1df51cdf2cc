import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { GradingBundle, Result } from '@touchstone/contracts';
import { readAssignmentFolder } from '@touchstone/course';
import { scoreReport, type Sandbox } from '@touchstone/grader-api/offline';
import { messageOf } from '@touchstone/runtime/errors';
import { CommandError, exitStatuses, type ExitStatus } from '../command-error.ts';
import { exitOnCourseFaults } from '../course/course-faults.ts';
import { closing } from '../shared/closing.ts';
import { openSandbox } from '../shared/open-sandbox.ts';
import { createProgress, say, warn } from '../shared/terminal.ts';
import { inOrder } from '../shared/in-order.ts';
import { readProgram, readProgramFolder } from './read-program.ts';
import { recordedBundle } from './recorded-bundle.ts';
import { renderResult } from './render-result.ts';

export interface GradeFlags {
  json?: boolean;
  sandbox: Sandbox['kind'] | 'auto';
}

/** The result of a program, or why there is none. */
type Outcome = { result: Result } | { fault: string };

/**
 * Grades the programs and prints the results in their order; resolves to the exit status. Each is a file, or a
 * folder where students edit several files.
 */
export async function gradeFiles(
  folder: string,
  files: readonly string[],
  flags: GradeFlags,
): Promise<ExitStatus> {
  refuseCourse(folder);
  const assignment = await exitOnCourseFaults(readAssignmentFolder(folder));
  return closing(await openSandbox(flags.sandbox, warn), async (sandbox) => {
    const bundle = await recordedBundle(folder, assignment, sandbox);
    return gradeAll(files, flags, (file) => gradeFile(sandbox, bundle, file));
  });
}

async function gradeAll(
  files: readonly string[],
  { json = false }: GradeFlags,
  grade: (file: string) => Promise<Outcome>,
): Promise<ExitStatus> {
  const progress = createProgress();
  let done = 0;
  let status: ExitStatus = exitStatuses.done;

  const work = async (file: string): Promise<Outcome> => {
    const outcome = await grade(file);
    done += 1;
    if (files.length > 1) progress.show(`graded ${done} of ${files.length}`);
    return outcome;
  };
  const take = (outcome: Outcome, file: string) => {
    progress.clear();
    write(file, outcome, json);
    if ('fault' in outcome || outcome.result.verdict === 'internal-error') {
      status = exitStatuses.environment;
    } else if (!outcome.result.correct && status === exitStatuses.done) {
      status = exitStatuses.no;
    }
  };
  try {
    await inOrder(files, { concurrency: availableParallelism(), work }, take);
  } finally {
    progress.clear();
  }
  return status;
}

/** Read as an assignment, a course would have many faults; one sentence is clearer. */
function refuseCourse(folder: string): void {
  if (!existsSync(join(folder, 'course.yaml')) || existsSync(join(folder, 'assignment.yaml')))
    return;
  throw new CommandError(`${folder} is a course, not an assignment.`, {
    next: `Give the folder of one of its assignments, such as ${join(folder, 'hello')}.`,
  });
}

async function gradeFile(sandbox: Sandbox, bundle: GradingBundle, file: string): Promise<Outcome> {
  const { fileName, otherFiles = [] } = bundle;
  const program =
    otherFiles.length === 0
      ? await readProgram(file)
      : await readProgramFolder(file, [fileName, ...otherFiles.map(({ name }) => name)]);
  if ('fault' in program) return program;
  try {
    return { result: scoreReport(await sandbox.grade({ ...program, bundle }), bundle) };
  } catch (error) {
    return { fault: `could not be graded: ${messageOf(error)}` };
  }
}

function write(file: string, outcome: Outcome, json: boolean): void {
  if ('fault' in outcome) warn(`touchstone: ${file} ${outcome.fault}`);
  if (json) {
    const { fault, result } = { fault: undefined, result: null, ...outcome };
    say(JSON.stringify({ file, result, error: fault }));
  } else if ('result' in outcome) {
    renderResult(file, outcome.result).forEach(say);
  }
}
