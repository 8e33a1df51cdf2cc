import type { GradingBundle, GradingRecord, GradingReport } from '@touchstone/contracts';
import type { Observed } from '@touchstone/grader-api/offline';
import { fault, warning, type Finding } from './finding.ts';
import { forTeacher, splitLine } from './for-teacher.ts';
import type { Inspection } from './inspect-tests.ts';
import { describeFailure } from './make-record.ts';

/** Half of a limit: students' programs are slower than the model, and machines differ. */
const tooNear = 0.5;

/** What a model solution uses of its limits, where that leaves students too little room. */
export function findSlowness(report: GradingReport, { limits }: GradingBundle): Finding[] {
  const mebibyte = 1024 * 1024;
  const uses = [
    ['cpuSeconds', report.cpuMs / 1000, limits.cpuSeconds, 's of computing time'],
    ['wallSeconds', report.wallMs / 1000, limits.wallSeconds, 's'],
    ['memoryMiB', report.peakMemoryBytes / mebibyte, limits.memoryMiB, 'MiB of memory'],
  ] as const;
  return uses
    .filter(([, used, limit]) => used > limit * tooNear)
    .map(([name, used, limit, unit]) =>
      warning(
        'solution.py',
        `takes ${used.toFixed(1)} of the ${limit} ${unit}, and students' programs may take more; raise limits.${name} in assignment.yaml, or make the tests smaller`,
      ),
    );
}

const passingStarter =
  'the starter already passes all tests: leave some work in it, test what it lacks, or write `starterPasses: true` in assignment.yaml if that is meant';

/** What is odd about the starter: it should load, and fail. */
export function findStarterOddities(
  report: GradingReport,
  { starterPasses }: { starterPasses: boolean },
): Finding[] {
  const { line, rest } = splitLine(report.output.trim());
  switch (report.verdict) {
    case 'passed':
      return starterPasses ? [] : [fault('starter.py', passingStarter, 1)];
    case 'syntax-error':
      return [
        warning(
          'starter.py',
          `the starter does not compile: ${forTeacher(rest, 'the starter')}`,
          line,
        ),
      ];
    case 'runtime-error':
      return [
        warning(
          'starter.py',
          `the starter does not load: ${forTeacher(rest, 'the starter')}`,
          line,
        ),
      ];
    case 'timeout':
    case 'memory-limit':
    case 'output-limit':
      return [
        warning('starter.py', `the starter ${forTeacher(describeFailure(report), 'the starter')}`),
      ];
    case 'failed':
    case 'internal-error':
      return [];
  }
}

const comparisons = ['__eq__', '__ne__', '__lt__', '__le__', '__gt__', '__ge__'];
const namedMax = 5;

/** Tests in which the student's own `__eq__` and its like have the last word. */
export function findSelfJudged({ tests, uses }: Pick<GradingRecord, 'tests' | 'uses'>): Finding[] {
  const asked = comparisons.map((name) => `op:${name}:student`);
  const found = tests.filter((test) => uses[test]?.some((use) => asked.includes(use)) === true);
  if (found.length === 0) return [];
  const named = found.slice(0, namedMax).join(', ');
  const others = found.length > namedMax ? ` and ${found.length - namedMax} others` : '';
  const verb = found.length === 1 ? 'compares' : 'compare';
  return [
    warning(
      'tests.py',
      `${named}${others} ${verb} two objects of the student's own, so that the student's own comparison decides; add an assertion on a plain value, such as a number or str(…) of the object`,
    ),
  ];
}

/** An empty file must not pass. Where the starter may, the teacher is only reminded of it. */
export function findEmptyPass(
  { verdict }: GradingReport,
  { bundle, starterPasses }: { bundle: GradingBundle; starterPasses: boolean },
): Finding[] {
  if (verdict !== 'passed') return [];
  const message = `an empty ${bundle.fileName} passes all tests; test something that the student is to write`;
  return [(starterPasses ? warning : fault)(firstTests(bundle), message, 1)];
}

/** `answer`: what each function of a program that passes gives, whatever it is asked. */
export const trivialWarning = (answer: string, bundle: GradingBundle): Finding =>
  warning(
    firstTests(bundle),
    `a program in which every function returns ${answer} passes all tests; add a test in which something else is right`,
    1,
  );

/** Where to look first for what all tests have in common. */
const firstTests = ({ testFiles }: GradingBundle): string => testFiles[0]?.fileName ?? 'cases.yaml';

/** Points that count for nothing, as all tests must pass. */
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

/** What the text of the tests shows; the limits of judging in two processes only where they hold. */
export const findInTests = (
  { advice, missingModules }: Pick<Inspection, 'advice' | 'missingModules'>,
  preloadLine: (name: string) => number | undefined = () => undefined,
): Finding[] => [
  ...missingModules.map((name) =>
    fault(
      'assignment.yaml',
      `preload names ${name}, which the Python of the sandbox does not have; install it there (Debian has many as python3-NAME), or remove it`,
      preloadLine(name) ?? null,
    ),
  ),
  ...advice.map(({ fileName, line, message, fault: isFault }) =>
    (isFault ? fault : warning)(fileName, message, line),
  ),
];

/** What the model solution's run shows, but for what the text has shown already. */
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
          (said) =>
            said.fileName === fileName &&
            said.covers !== null &&
            said.covers[0] <= line &&
            line <= said.covers[1],
        ),
    )
    .map(({ fileName, line, message, fault: isFault }) =>
      (isFault ? fault : warning)(fileName, message, line),
    );

export const forgeableWarning = warning(
  'assignment.yaml',
  'judge: shared runs tests and program in one process, so its verdicts can be forged; remove it unless the tests need it',
);
