import type { GradingBundle, GradingRecord, GradingReport } from '@touchstone/contracts';
import { describeFailure, firstLine } from './make-record.ts';
import type { Inspection } from './inspect-tests.ts';

/** A fault must be mended; a warning is for the teacher to judge. `line` counts from 1. */
export interface Finding {
  readonly kind: 'fault' | 'warning';
  /** In the assignment's folder. */
  readonly file: string;
  readonly line: number | null;
  readonly message: string;
}

export const fault = (file: string, message: string): Finding => ({
  ...{ kind: 'fault', file, line: null, message },
});

const warning = (file: string, message: string, line: number | null = null): Finding => ({
  ...{ kind: 'warning', file, line, message },
});

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

/** What is odd about the starter: it should load, and fail. */
export function findStarterOddities(report: GradingReport): Finding[] {
  const line = /\bline (\d+)/i.exec(report.output)?.[1];
  const at = line === undefined ? null : Number(line);
  switch (report.verdict) {
    case 'passed':
      return [warning('starter.py', 'the starter already passes: there is nothing to do')];
    case 'syntax-error':
      return [
        warning('starter.py', `the starter does not compile: ${firstLine(report.output)}`, at),
      ];
    case 'runtime-error':
      return [warning('starter.py', `the starter does not load: ${firstLine(report.output)}`, at)];
    case 'timeout':
    case 'memory-limit':
    case 'output-limit':
      return [warning('starter.py', `the starter ${describeFailure(report)}`)];
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

/** What the text of the tests shows; the limits of judging in two processes only where they hold. */
export const findInTests = ({ advice, missingModules }: Inspection): Finding[] => [
  ...missingModules.map((name) =>
    fault(
      'assignment.yaml',
      `preload names ${name}, which the Python of the sandbox does not have; install it there (Debian has many as python3-NAME), or remove it`,
    ),
  ),
  ...advice.map(({ fileName, line, message }) => warning(fileName, message, line)),
];

export const forgeableWarning = warning(
  'assignment.yaml',
  'judge: shared runs tests and program in one process, so its verdicts can be forged; remove it unless the tests need it',
);
