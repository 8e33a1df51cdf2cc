import type {
  GradingBundle,
  GradingRecord,
  GradingReport,
  LoadedCourse,
  MadeBy,
  Program,
  Verdict,
} from '@touchstone/contracts';
import { hashBundle, recordKey, type CourseFolder } from '@touchstone/course';
import {
  madeByOf,
  SandboxError,
  type Recorded,
  type Sandbox,
} from '@touchstone/grader-api/offline';
import { withoutControls } from '../shared/terminal.ts';
import { inLine } from '../shared/wording.ts';
import { firstLine } from './for-teacher.ts';

/** An assignment's tests and the model solution that must pass them. */
export interface Model {
  readonly bundle: GradingBundle;
  readonly solution: Program;
}

/** Whether grading in this sandbox needs a record. */
export const needsRecord = (bundle: GradingBundle, sandbox: Pick<Sandbox, 'forgeable'>): boolean =>
  bundle.judge === 'split' && !sandbox.forgeable;

/** The record as it is stored: with a key that identifies its inputs, and with what made it. */
export const keyed = async (
  { bundle, solution }: Model,
  record: NonNullable<Recorded['record']>,
  sandbox: Pick<Sandbox, 'interpreter'>,
): Promise<GradingRecord> => {
  const madeBy = await madeByOf(sandbox);
  return { key: recordKey({ bundle, solution, madeBy }), ...record, madeBy };
};

/** The courses with the records that match their bundles and model solutions. */
export function withRecords(
  folders: readonly CourseFolder[],
  records: readonly GradingRecord[],
  madeBy: MadeBy,
): LoadedCourse[] {
  const byKey = new Map(records.map((record) => [record.key, record]));
  return folders.map(({ course, solutions }) => ({
    ...course,
    assignments: course.assignments.map((assignment) => {
      const key = keyOf(assignment.bundle, solutions.get(assignment.slug), madeBy);
      const bundle = { ...assignment.bundle, record: byKey.get(key ?? '') ?? null };
      return { ...assignment, bundle, bundleHash: hashBundle(bundle) };
    }),
  }));
}

/** The key that the record of an assignment must have; null if it needs none. */
export const keyOf = (
  bundle: GradingBundle,
  solution: Program | null | undefined,
  madeBy: MadeBy,
): string | null =>
  bundle.judge !== 'split' || solution === undefined || solution === null
    ? null
    : recordKey({ bundle, solution, madeBy });

/** One line for a fault of the sandbox, such as a missing module; throws other errors. */
export function describeSandboxFault(error: unknown): string {
  if (!(error instanceof SandboxError)) throw error;
  // The last line of a traceback says what happened.
  const lines = error.message.trim().split('\n');
  return `could not be run, the sandbox failed: ${withoutControls(lines.at(-1)?.trim() ?? '')}`;
}

/** Continues "the model solution …". */
const doings: Readonly<Record<Verdict, string>> = {
  passed: 'passed',
  failed: 'failed',
  'syntax-error': 'is not valid Python',
  'runtime-error': 'does not load',
  timeout: 'took too long',
  'memory-limit': 'used too much memory',
  'output-limit': 'printed too much',
  'internal-error': 'could not be graded',
};

/** A verdict other than `passed` in one line, with the first test that failed or else the output. */
export function describeFailure({ verdict, tests, output }: GradingReport): string {
  const failing = tests.find(({ outcome }) => outcome === 'failed' || outcome === 'error');
  if (failing === undefined) return joined(doings[verdict], firstLine(output));
  const where = inLine(failing);
  return joined(`${doings[verdict]} at ${failing.name}${where}`, firstLine(failing.message ?? ''));
}

const joined = (head: string, rest: string): string => (rest === '' ? head : `${head}: ${rest}`);
