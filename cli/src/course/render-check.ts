import { describeFault, type CourseWarning } from '@touchstone/course';
import type { CourseChanges } from '../control/course-calls.ts';
import { withoutControls } from '../shared/terminal.ts';
import type { AssignmentCheck } from './check-assignment.ts';
import type { Finding } from './finding.ts';

/** The check of an assignment as text: one line, followed by one for each finding. */
export function renderCheck(check: AssignmentCheck): string[] {
  return [`${markOf(check)} ${check.assignment}: ${summaryOf(check)}`].concat(
    check.findings.map((finding) => `    ${finding.kind}: ${renderFinding(finding)}`),
  );
}

/** The last line: the numbers of assignments and findings. */
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

/** File, line and message; within a course `assignment` is the folder of the file. */
export function renderFinding({ file, line, message }: Finding, assignment?: string): string {
  const path = assignment === undefined ? file : `${assignment}/${file}`;
  return withoutControls(`${path}${line === null ? '' : `:${line}`}: ${message}`);
}

/** A warning about the files of a course, as one line. */
export const renderWarning = (warning: CourseWarning): string =>
  withoutControls(`warning: ${describeFault(warning)}`);

/** The limits of a check in Pyodide. */
export const forgeableNotice =
  'Only Pyodide is available. It runs tests and program in one process, so a program can ' +
  'forge its verdict. No records are made, and what requires them is not checked: tests in which ' +
  "the student's own comparison decides, and tests that fail only in two processes. Graders " +
  'with bubblewrap refuse a course loaded from here: load it again where bubblewrap works.';

/** What a load means for students who have worked in the course already, one line for each. */
export const renderPlan = (changes: CourseChanges): string[] => [
  ...changes.renamed.map(
    ({ slug, from }) => `${slug}: renamed from ${from}; points, drafts and history stay`,
  ),
  ...changes.testsChanged.map(
    ({ slug, solved }) =>
      `${slug}: tests changed; ${counted(solved, 'student')} solved it with the old ones`,
  ),
  ...changes.pointsChanged.map(
    ({ slug, from, to, students }) =>
      `${slug}: ${from} points are now ${to}; ${counted(students, 'student')} got points before`,
  ),
  ...changes.retired.map((slug) => `${slug}: retired; its points leave the total`),
];

/**
 * The changes of a course load, one line for each kind, and a command to grade again for each changed test.
 * `where` are the options that name the system, if it is not that of the default folder.
 */
export function renderChanges(slug: string, changes: CourseChanges, where = ''): string[] {
  const kinds = ['added', 'restored', 'renamed', 'changed', 'retired', 'unpublished'] as const;
  const byKind = { ...changes, renamed: changes.renamed.map((each) => each.slug) };
  const lines = kinds.flatMap((kind) => {
    const { [kind]: slugs = [] } = byKind;
    return slugs.length === 0 ? [] : [`  ${kind}: ${slugs.length} (${slugs.join(', ')})`];
  });
  if (changes.published === true) lines.unshift('  published: students see the course');
  return lines.length === 0
    ? [`Course ${slug} is loaded; nothing changed.`]
    : [`Course ${slug} is loaded:`, ...lines, ...renderNext(slug, changes, where)];
}

/** After a change of the tests: old results stay until a teacher grades again. */
function renderNext(slug: string, { testsChanged }: CourseChanges, where: string): string[] {
  if (testsChanged.length === 0) return [];
  const commands = testsChanged.map((one) => `touchstone regrade ${slug} ${one.slug}${where}`);
  return [
    `  next: ${commands.join(', ')} (prints whose points the new tests change, and writes nothing)`,
  ];
}
