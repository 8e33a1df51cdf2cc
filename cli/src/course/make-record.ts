import type { GradingBundle, GradingRecord, GradingReport } from '@touchstone/contracts';
import { recordKey } from '@touchstone/course';
import { judgeVersion, SandboxError, type Sandbox } from '@touchstone/grader-api/offline';
import { withoutControls } from '../ground/terminal.ts';

/** An assignment's tests and the model solution that must pass them. */
export interface Model {
  readonly bundle: GradingBundle;
  readonly solution: string;
}

/** Whether grading it in this sandbox takes a record. */
export const needsRecord = (bundle: GradingBundle, sandbox: Pick<Sandbox, 'forgeable'>): boolean =>
  bundle.judge === 'split' && !sandbox.forgeable;

/** What became of a model solution: its record, or why there is none. */
export type Made =
  | { readonly record: GradingRecord; readonly report: GradingReport }
  | { readonly fault: string; readonly report: GradingReport | null };

/** Runs the model solution and makes its record, in a sandbox and of a bundle that take one. */
export async function makeRecord(
  { bundle, solution }: Model,
  sandbox: Pick<Sandbox, 'record'>,
): Promise<Made> {
  try {
    const job = { code: solution, bundle: { ...bundle, record: null } };
    const { report, record } = await sandbox.record(job);
    if (report.verdict !== 'passed') return { fault: describeFailure(report), report };
    if (record === null) return { fault: 'passed, but the sandbox made no record of it', report };
    const key = recordKey({ bundle, solution, judgeVersion: await judgeVersion() });
    return { record: { key, ...record }, report };
  } catch (error) {
    return { fault: describeSandboxFault(error), report: null };
  }
}

/** One line for a fault of the sandbox, such as a module to preload that it lacks; throws others. */
export function describeSandboxFault(error: unknown): string {
  if (!(error instanceof SandboxError)) throw error;
  // Of a traceback the last line tells what happened.
  const lines = error.message.trim().split('\n');
  return `could not be tried, the sandbox failed: ${withoutControls(lines.at(-1)?.trim() ?? '')}`;
}

/** A verdict that is not `passed` with the first test that failed, or else what was said, in one line. */
export function describeFailure({ verdict, tests, output }: GradingReport): string {
  const failing = tests.find(({ outcome }) => outcome === 'failed' || outcome === 'error');
  if (failing === undefined) return joined(verdict, firstLine(output));
  const where = failing.line === null ? '' : ` (line ${failing.line})`;
  return joined(`${verdict} at ${failing.name}${where}`, firstLine(failing.message ?? ''));
}

const joined = (head: string, rest: string): string => (rest === '' ? head : `${head}: ${rest}`);

/** The first line that says something, fit for a terminal. */
export function firstLine(text: string): string {
  const line = text.split('\n').find((each) => each.trim() !== '') ?? '';
  return withoutControls(line.trim());
}
