import { withoutControls } from '../ground/terminal.ts';
import type { AssignmentCheck } from './check-assignment.ts';
import type { Finding } from './finding.ts';

/** An assignment's check for reading: one line, and below it one for each finding. */
export function renderCheck(check: AssignmentCheck): string[] {
  return [`${markOf(check)} ${check.assignment}: ${summaryOf(check)}`].concat(
    check.findings.map((finding) => `    ${describeFinding(finding)}`),
  );
}

/** The last line: how many assignments, and how much was found. */
export function renderTotal(checks: readonly AssignmentCheck[]): string {
  const findings = checks.flatMap((check) => check.findings);
  const count = (kind: Finding['kind']) =>
    counted(findings.filter((finding) => finding.kind === kind).length, kind);
  return `${counted(checks.length, 'assignment')}: ${count('fault')}, ${count('warning')}`;
}

const counted = (count: number, what: string): string =>
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

function describeFinding({ kind, file, line, message }: Finding): string {
  return withoutControls(`${kind}: ${file}${line === null ? '' : `:${line}`}: ${message}`);
}
