import type { GradingBundle, GradingRecord, GradingReport, Verdict } from '@touchstone/contracts';
import { recordKey } from '@touchstone/course';
import {
  madeByOf,
  SandboxError,
  type Recorded,
  type Sandbox,
} from '@touchstone/grader-api/offline';
import { withoutControls } from '../ground/terminal.ts';
import { firstLine } from './for-teacher.ts';

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
  sandbox: Pick<Sandbox, 'record' | 'interpreter'>,
): Promise<Made> {
  try {
    const job = { code: solution, bundle: { ...bundle, record: null } };
    const recorded = await sandbox.record(job);
    const { report } = recorded;
    if (report.verdict !== 'passed') return { fault: describeFailure(report), report };
    if (recorded.record === null) {
      return { fault: 'passed, but the sandbox made no record of it', report };
    }
    return { record: await keyed({ bundle, solution }, recorded.record, sandbox), report };
  } catch (error) {
    return { fault: describeSandboxFault(error), report: null };
  }
}

/** The record as it is stored, with the key that says what it was made from, and what made it. */
export const keyed = async (
  { bundle, solution }: Model,
  record: NonNullable<Recorded['record']>,
  sandbox: Pick<Sandbox, 'interpreter'>,
): Promise<GradingRecord> => {
  const madeBy = await madeByOf(sandbox);
  return { key: recordKey({ bundle, solution, madeBy }), ...record, madeBy };
};

/** One line for a fault of the sandbox, such as a module to preload that it lacks; throws others. */
export function describeSandboxFault(error: unknown): string {
  if (!(error instanceof SandboxError)) throw error;
  // Of a traceback the last line tells what happened.
  const lines = error.message.trim().split('\n');
  return `could not be tried, the sandbox failed: ${withoutControls(lines.at(-1)?.trim() ?? '')}`;
}

/** What follows on "the model solution". */
const doings: Readonly<Record<Verdict, string>> = {
  passed: 'passed',
  failed: 'failed',
  'syntax-error': 'is no Python',
  'runtime-error': 'does not load',
  timeout: 'took too long',
  'memory-limit': 'used too much memory',
  'output-limit': 'printed too much',
  'internal-error': 'could not be graded',
};

/** A verdict that is not `passed` with the first test that failed, or else what was said, in one line. */
export function describeFailure({ verdict, tests, output }: GradingReport): string {
  const failing = tests.find(({ outcome }) => outcome === 'failed' || outcome === 'error');
  if (failing === undefined) return joined(doings[verdict], firstLine(output));
  const where = failing.line === null ? '' : ` (line ${failing.line})`;
  return joined(`${doings[verdict]} at ${failing.name}${where}`, firstLine(failing.message ?? ''));
}

const joined = (head: string, rest: string): string => (rest === '' ? head : `${head}: ${rest}`);
