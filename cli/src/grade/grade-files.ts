import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { GradingBundle, Result } from '@touchstone/contracts';
import { readAssignmentFolder } from '@touchstone/course';
import { scoreReport, type Sandbox } from '@touchstone/grader-api/offline';
import { CommandError, exitStatuses, messageOf, type ExitStatus } from '../command-error.ts';
import { orFaults } from '../course/course-faults.ts';
import { openSandbox } from '../ground/open-sandbox.ts';
import { createProgress, say, warn } from '../ground/terminal.ts';
import { inOrder } from '../ground/in-order.ts';
import { readProgram } from './read-program.ts';
import { recordedBundle } from './recorded-bundle.ts';
import { renderResult } from './render-result.ts';

export interface GradeOptions {
  assignmentFolder: string;
  files: readonly string[];
  json: boolean;
  sandbox: Sandbox['kind'] | 'auto';
}

/** What became of a file: a result, or why there is none. */
type Outcome = { result: Result } | { fault: string };

/** Grades the files and writes what came out, in their order; resolves to the exit status. */
export async function gradeFiles(options: GradeOptions): Promise<ExitStatus> {
  refuseCourse(options.assignmentFolder);
  const assignment = await orFaults(readAssignmentFolder(options.assignmentFolder));
  const sandbox = await openSandbox(options.sandbox, warn);
  try {
    const bundle = await recordedBundle(options.assignmentFolder, assignment, sandbox);
    return await gradeAll(options, (file) => gradeFile(sandbox, bundle, file));
  } finally {
    await sandbox.close();
  }
}

async function gradeAll(
  { files, json }: GradeOptions,
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

/** All that a course holds would be a fault of an assignment; one word says it better. */
function refuseCourse(folder: string): void {
  if (!existsSync(join(folder, 'course.yaml')) || existsSync(join(folder, 'assignment.yaml')))
    return;
  throw new CommandError(`${folder} is a course, not an assignment.`, {
    next: `Name one of the folders in it, such as ${join(folder, 'hello')}.`,
  });
}

async function gradeFile(sandbox: Sandbox, bundle: GradingBundle, file: string): Promise<Outcome> {
  const program = await readProgram(file);
  if ('fault' in program) return program;
  try {
    return { result: scoreReport(await sandbox.grade({ code: program.code, bundle }), bundle) };
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
