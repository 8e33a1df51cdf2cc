import { mkdir, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { judges, type GradingBundle } from '@touchstone/contracts';
import { CourseError, readAssignmentFolder } from '@touchstone/course';
import { SandboxError, type Sandbox } from '@touchstone/grader-api/offline';
import { renderFaults, renderRecord, renderReport } from './render.ts';
import type { Program, Subject } from './subject.ts';

type Solution = Awaited<ReturnType<typeof readAssignmentFolder>>['solution'];

/** Grading does not check a record's key. */
const anyKey = '0'.repeat(64);

/** Writes a text file for each subject, and resolves to the number of gradings. */
export async function writeSubjects(
  subjects: readonly Subject[],
  sandbox: Sandbox,
  folder: string,
): Promise<number> {
  const remaining = [...subjects];
  let count = 0;
  const work = async (): Promise<void> => {
    for (let subject = remaining.shift(); subject !== undefined; subject = remaining.shift()) {
      const lines = await describeSubject(subject, sandbox);
      const file = join(folder, `${subject.name}.txt`);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, `${lines.join('\n')}\n`);
      count += subject.programs.length * judges.length;
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return count;
}

async function describeSubject(subject: Subject, sandbox: Sandbox): Promise<string[]> {
  try {
    const { bundle, solution } = await readAssignmentFolder(subject.folder);
    const lines: string[] = [];
    for (const judge of judges) {
      lines.push(...(await describeGradings({ ...bundle, judge }, solution, subject, sandbox)));
    }
    return lines;
  } catch (error) {
    if (error instanceof CourseError) return renderFaults(error);
    throw error;
  }
}

async function describeGradings(
  bundle: GradingBundle,
  solution: Solution,
  { programs }: Subject,
  sandbox: Sandbox,
): Promise<string[]> {
  const { judge } = bundle;
  const { record, lines } = await makeRecord(bundle, solution, sandbox);
  for (const program of programs) {
    lines.push('', `${judge}: ${program.title}`);
    lines.push(...(await gradeTwice(program, { ...bundle, record }, sandbox)));
  }
  return lines;
}

async function makeRecord(
  bundle: GradingBundle,
  solution: Solution,
  sandbox: Sandbox,
): Promise<{ record: GradingBundle['record']; lines: string[] }> {
  if (bundle.judge === 'shared' || solution === null) return { record: null, lines: [] };
  try {
    const { report, record } = await sandbox.record({ ...solution, bundle });
    const lines = ['record of the model solution', ...renderRecord(record)];
    if (record === null) lines.push(...renderReport(report));
    return { record: record && { key: anyKey, ...record }, lines };
  } catch (error) {
    return { record: null, lines: ['record of the model solution', describeFailure(error)] };
  }
}

/** Twice, because a program or its tests may use random numbers; lines that differ are masked. */
async function gradeTwice(
  { code, unsteady }: Program,
  bundle: GradingBundle,
  sandbox: Sandbox,
): Promise<string[]> {
  const [first, second] = [await gradeOnce(code), await gradeOnce(code)];
  if (unsteady) return first.verdict === second.verdict ? [first.verdict] : [varies];
  return first.lines.map((line, index) => (line === second.lines[index] ? line : varies));

  async function gradeOnce(code: string): Promise<{ verdict: string; lines: string[] }> {
    try {
      const lines = renderReport(await sandbox.grade({ code, bundle }));
      return { verdict: lines[0] ?? '', lines };
    } catch (error) {
      const fault = describeFailure(error);
      return { verdict: fault, lines: [fault] };
    }
  }
}

const varies = '  (differs from run to run)';

/** A failure of the sandbox is a result like any other here. */
function describeFailure(error: unknown): string {
  if (error instanceof SandboxError) {
    return `  the sandbox failed: ${error.message.trim().split('\n').at(-1) ?? ''}`;
  }
  throw error;
}
