import type { GradingBundle, GradingRecord, GradingReport } from '@touchstone/contracts';
import type { Observed } from '@touchstone/grader-api/offline';
import { fault, warning, type Finding } from './finding.ts';
import { forTeacher, splitLine } from './for-teacher.ts';
import type { Inspection } from './inspect-tests.ts';
import { programFile } from './program-file.ts';
import { describeFailure } from './records.ts';

/** Share of a limit that is too much: students' programs are slower than the model, and machines differ. */
const maxShare = 0.5;

/** Warns if the model solution uses so much of a limit that students' programs may exceed it. */
export function findSlowness(report: GradingReport, bundle: GradingBundle): Finding[] {
  const { limits } = bundle;
  const mebibyte = 1024 * 1024;
  const uses = [
    ['cpuSeconds', report.cpuMs / 1000, limits.cpuSeconds, 's of processor time'],
    ['wallSeconds', report.wallMs / 1000, limits.wallSeconds, 's'],
    ['memoryMiB', report.peakMemoryBytes / mebibyte, limits.memoryMiB, 'MiB of memory'],
  ] as const;
  return uses
    .filter(([, used, limit]) => used > limit * maxShare)
    .map(([name, used, limit, unit]) =>
      warning(
        programFile('solution', bundle),
        `uses ${used.toFixed(1)} of the ${limit} ${unit}, and students' programs may need more; raise limits.${name} in assignment.yaml, or make the tests smaller`,
      ),
    );
}

const passingStarter =
  'the starter already passes all tests: leave some work to do, test what is missing, or write `starterPasses: true` in assignment.yaml if this is intended';

/** The starter should load, and fail. */
export function findStarterOddities(
  report: GradingReport,
  { bundle, starterPasses }: { bundle: GradingBundle; starterPasses: boolean },
): Finding[] {
  const { line, file, rest } = splitLine(report.output.trim());
  const starter = programFile('starter', bundle);
  switch (report.verdict) {
    case 'passed':
      return starterPasses
        ? []
        : [fault(starter, passingStarter, bundle.otherFiles === undefined ? 1 : null)];
    case 'syntax-error':
    case 'runtime-error': {
      const does = report.verdict === 'syntax-error' ? 'compile' : 'load';
      const message = `the starter does not ${does}: ${forTeacher(rest, 'the starter')}`;
      return [warning(programFile('starter', bundle, file), message, line)];
    }
    case 'timeout':
    case 'memory-limit':
    case 'output-limit':
      return [
        warning(starter, `the starter ${forTeacher(describeFailure(report), 'the starter')}`),
      ];
    case 'failed':
    case 'internal-error':
      return [];
  }
}

const comparisons = ['__eq__', '__ne__', '__lt__', '__le__', '__gt__', '__ge__'];
const maxNamed = 5;

/** Tests that are decided by the student's own `__eq__` or another comparison method. */
export function findSelfJudged({ tests, uses }: Pick<GradingRecord, 'tests' | 'uses'>): Finding[] {
  const student = comparisons.map((name) => `op:${name}:student`);
  const found = tests.filter((test) => uses[test]?.some((use) => student.includes(use)) === true);
  if (found.length === 0) return [];
  const named = found.slice(0, maxNamed).join(', ');
  const others = found.length > maxNamed ? ` and ${found.length - maxNamed} others` : '';
  const verb = found.length === 1 ? 'compares' : 'compare';
  return [
    warning(
      'tests.py',
      `${named}${others} ${verb} two objects of the student's own, so that the student's own comparison decides; add an assertion on a plain value, such as a number or str(…) of the object`,
    ),
  ];
}

/** An empty file must not pass. If the starter may pass, this is only a warning. */
export function findEmptyPass(
  { verdict }: GradingReport,
  { bundle, starterPasses }: { bundle: GradingBundle; starterPasses: boolean },
): Finding[] {
  if (verdict !== 'passed') return [];
  const message = `${emptyProgram(bundle)} all tests; test something that the student has to write`;
  return [(starterPasses ? warning : fault)(firstTests(bundle), message, 1)];
}

const emptyProgram = ({ fileName, otherFiles }: GradingBundle): string =>
  otherFiles === undefined
    ? `an empty ${fileName} passes`
    : `a program of empty files (${[fileName, ...otherFiles.map(({ name }) => name)].join(', ')}) passes`;

/** `answer`: what every function of a passing program returns, whatever its arguments. */
export const trivialWarning = (answer: string, bundle: GradingBundle): Finding =>
  warning(
    firstTests(bundle),
    `a program in which every function returns ${answer} passes all tests; add a test that expects another value`,
    1,
  );

/** The file to name for a finding about all tests. */
const firstTests = ({ testFiles }: GradingBundle): string => testFiles[0]?.fileName ?? 'cases.yaml';

/** Points without effect, because all tests must pass. */
export const findIdlePoints = (
  { scoring, cases }: Pick<GradingBundle, 'scoring' | 'cases'>,
  caseLines: readonly number[],
): Finding[] =>
  cases.flatMap(({ points }, index) =>
    points === null || scoring === 'points'
      ? []
      : [warning('cases.yaml', idlePoints, caseLines[index] ?? null)],
  );

const idlePoints =
  '`points` of a case has no effect; write `scoring: points` in assignment.yaml, or remove it';

/** Findings from the text of the tests. */
export const findInTests = (
  { advice, missingModules }: Pick<Inspection, 'advice' | 'missingModules'>,
  preloadLine: (name: string) => number | undefined = () => undefined,
): Finding[] => [
  ...missingModules.map((name) =>
    fault(
      'assignment.yaml',
      `preload names ${name}, which is not installed in the Python of the sandbox; install it (on Debian often as python3-NAME), or remove it`,
      preloadLine(name) ?? null,
    ),
  ),
  ...advice.map(findingAt),
];

type Remark = Observed['remarks'][number];

const findingAt = (remark: Omit<Remark, 'assertsNothing'>): Finding =>
  (remark.fault ? fault : warning)(remark.fileName, remark.message, remark.line);

/** Findings from the run of the model solution, except those already found in the text. */
export const findInRun = (
  { remarks }: Pick<Observed, 'remarks'>,
  { advice }: Pick<Inspection, 'advice'>,
  smoke: readonly string[] = [],
): Finding[] =>
  remarks
    .filter(({ assertsNothing }) => assertsNothing === null || !smoke.includes(assertsNothing))
    .filter(
      ({ fileName, line }) =>
        !advice.some(
          (known) =>
            known.fileName === fileName &&
            known.covers !== null &&
            known.covers[0] <= line &&
            line <= known.covers[1],
        ),
    )
    .map(findingAt);

export const forgeableWarning = warning(
  'assignment.yaml',
  'judge: shared runs tests and program in one process, so its verdicts can be forged; remove it unless the tests need it',
);
