import { describeFault, type CourseWarning } from '@touchstone/course';
import { withoutControls } from '../ground/terminal.ts';
import type { AssignmentCheck } from './check-assignment.ts';
import type { Finding } from './finding.ts';

/** An assignment's check for reading: one line, and below it one for each finding. */
export function renderCheck(check: AssignmentCheck): string[] {
  return [`${markOf(check)} ${check.assignment}: ${summaryOf(check)}`].concat(
    check.findings.map((finding) => `    ${finding.kind}: ${renderFinding(finding)}`),
  );
}

/** The last line: how many assignments, and how much was found. */
export function renderTotal(
  checks: readonly AssignmentCheck[],
  warnings: readonly CourseWarning[] = [],
): string {
  const findings = [
    ...checks.flatMap((check) => check.findings),
    ...warnings.map(() => ({ kind: 'warning' as const })),
  ];
  const count = (kind: Finding['kind']) =>
    counted(findings.filter((finding) => finding.kind === kind).length, kind);
  return `${counted(checks.length, 'assignment')}: ${count('fault')}, ${count('warning')}`;
}

/** `no faults`, `1 fault` or `2 faults`. */
export const counted = (count: number, what: string): string =>
  `${count === 0 ? 'no' : count} ${what}${count === 1 ? '' : 's'}`;

function markOf({ findings }: AssignmentCheck): string {
  if (findings.some(({ kind }) => kind === 'fault')) return '✗';
  return findings.length > 0 ? '!' : '✓';
}

function summaryOf({ solution, starter, tests, hiddenTests }: AssignmentCheck): string {
  if (solution === null) return 'not checked';
  const hidden = hiddenTests.length === 0 ? '' : ` (${hiddenTests.length} hidden)`;
  const started =
    starter === null ? '' : `, starter passes ${starter.passing.length} of ${tests.length}`;
  return `${counted(tests.length, 'test')}${hidden}, model solution ${solution.verdict} in ${Math.round(solution.wallMs)} ms${started}`;
}

/** File, line and message; within a course `assignment` is the folder that the file lies in. */
export function renderFinding({ file, line, message }: Finding, assignment?: string): string {
  const path = assignment === undefined ? file : `${assignment}/${file}`;
  return withoutControls(`${path}${line === null ? '' : `:${line}`}: ${message}`);
}

/** A warning about the files of a course as a line of its own. */
export const renderWarning = (warning: CourseWarning): string =>
  withoutControls(`warning: ${describeFault(warning)}`);

/** What a check in Pyodide cannot say. */
export const forgeableNotice =
  'Only Pyodide is at hand here. Tests and programs share one process with it, so a program can ' +
  'forge its verdict. No records are made, and what needs them is not checked: tests in which ' +
  "the student's own comparison decides, and tests that fail in two processes only. Graders " +
  'with bubblewrap refuse a course that is loaded from here: load it again where bubblewrap works.';
