import type { GradingBundle, GradingRecord, GradingReport } from '@touchstone/contracts';
import { recordKey } from '@touchstone/course';
import { judgeVersion, type Recording, type Sandbox } from '@touchstone/grader-api';
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
  | { readonly record: GradingRecord; readonly recording: Recording }
  | { readonly fault: string; readonly recording: Recording };

/**
 * Runs the model solution and makes its record, in a sandbox and of a bundle that take one.
 * Rejects with a SandboxError for faults of the sandbox.
 */
export async function makeRecord(
  { bundle, solution }: Model,
  sandbox: Pick<Sandbox, 'record'>,
): Promise<Made> {
  const recording = await sandbox.record({ code: solution, bundle: { ...bundle, record: null } });
  const { report, record } = recording;
  if (report.verdict !== 'passed') return { fault: describeFailure(report), recording };
  if (record === null) return { fault: 'passed, but the sandbox made no record of it', recording };
  const key = recordKey({ bundle, solution, judgeVersion: await judgeVersion() });
  return { record: { key, ...record }, recording };
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
