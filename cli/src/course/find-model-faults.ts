import type { GradingBundle, GradingReport, TestResult, Verdict } from '@touchstone/contracts';
import type { Observed } from '@touchstone/grader-api/offline';
import { fault, type Finding } from './finding.ts';
import { firstLine, forTeacher, splitLine } from './for-teacher.ts';
import { programFile, solutionWords } from './program-file.ts';

/** Locations of tests and cases. */
export interface Places {
  readonly observed: Observed;
  /** The line of cases.yaml in which each case starts. */
  readonly caseLines: readonly number[];
  readonly bundle: Pick<GradingBundle, 'otherFiles'>;
}

const maxValue = 200;
const maxNamed = 20;

/** The reasons why a model solution does not pass; empty if it passed. */
export function findModelFaults(report: GradingReport, places: Places): Finding[] {
  if (report.verdict === 'passed') return [];
  const failing = failingTests(report);
  if (failing.length === 0) return [withoutTests(report, places)];
  const found = failing.slice(0, maxNamed).map((test) => {
    const { file, line } = placeOf(test.name, places);
    return fault(
      file,
      `the model solution ${doing(report, test)} ${test.name}: ${describe(test, report, places)}; ${remedy(file, test, places)}`,
      line,
    );
  });
  const others = failing.length - maxNamed;
  if (others <= 0) return found;
  return [...found, fault('tests.py', `the model solution fails ${others} more tests`)];
}

/** Faults of a model solution that passed once but does not pass all of several further runs. */
export function findUnsteadiness(reports: readonly GradingReport[], places: Places): Finding[] {
  const wrong = reports.filter(({ verdict }) => verdict !== 'passed');
  const [first] = wrong;
  if (first === undefined) return [];
  const times = `the model solution passes in ${reports.length - wrong.length} of ${reports.length} runs`;
  const found = new Map(
    wrong.flatMap((report) =>
      failingTests(report).map((test) => {
        const { file, line } = placeOf(test.name, places);
        const advice = isStopped(report, test) ? slowAdvice : steadyAdvice;
        const message = `${times}; in others it ${doing(report, test)} ${test.name}: ${describe(test, report, places)}; ${advice}`;
        return [test.name, fault(file, message, line)] as const;
      }),
    ),
  );
  if (found.size > 0) return [...found.values()].slice(0, maxNamed);
  return [
    fault(
      programFile('solution', places.bundle),
      `${times}; in others: ${forTeacher(first.output)}; ${steadyAdvice}`,
    ),
  ];
}

const steadyAdvice =
  'make program and tests do the same each time: patch what is random, such as submission.random.random, and do not depend on time';
const slowAdvice = 'raise the limits in assignment.yaml, or make the tests smaller';

const failingTests = ({ tests }: GradingReport): TestResult[] =>
  tests.filter(
    ({ outcome, message }) =>
      outcome === 'failed' ||
      outcome === 'error' ||
      (outcome === 'skipped' && message?.startsWith('Skipped: ') === true),
  );

/** Whether a limit stopped the program in this test: then the judge's output starts with the test's message. */
const isStopped = ({ output }: GradingReport, { message }: TestResult): boolean =>
  message !== null && message !== '' && output.startsWith(message);

const doings: Partial<Record<Verdict, string>> = {
  timeout: 'takes too long in',
  'memory-limit': 'uses too much memory in',
  'output-limit': 'prints too much in',
};

const doing = (report: GradingReport, test: TestResult): string =>
  isStopped(report, test) ? (doings[report.verdict] ?? 'is stopped in') : 'does not pass';

const caseName = /^cases\.(\d+)$/;

/** The judge's sentence about a broken rule, which follows the teacher's own. */
const ruleSentence =
  /(?<=^|\n\n)[^\n]*, (?:which this assignment does not allow|but this assignment requires it)(?=\.$)/;

function placeOf(
  name: string,
  { observed, caseLines }: Places,
): { file: string; line: number | null } {
  const number = caseName.exec(name)?.[1];
  if (number !== undefined) {
    return { file: 'cases.yaml', line: caseLines[Number(number) - 1] ?? null };
  }
  const failed = observed.failures.find((each) => each.name === name && each.line !== null);
  const place = failed ?? observed.places.find((each) => each.name === name);
  return { file: place?.fileName ?? 'tests.py', line: place?.line ?? null };
}

function remedy(file: string, { expected, actual }: TestResult, { bundle }: Places): string {
  const solution = solutionWords(bundle);
  if (file !== 'cases.yaml') return `correct ${solution}, or the test if that is wrong`;
  const isNone = expected !== actual && expected?.replaceAll("'None'", 'None') === actual;
  if (isNone) return `write null, which means None, or correct ${solution}`;
  const isLiteral = actual !== null && [`'${actual}'`, `"${actual}"`].includes(expected ?? '');
  return isLiteral
    ? `YAML has read a text here: write !python in front of it and put it in quotes, or correct ${solution}`
    : `correct ${solution}, or the case if that is wrong`;
}

function describe(test: TestResult, report: GradingReport, { observed, bundle }: Places): string {
  if (isStopped(report, test)) return forTeacher(test.message ?? '').replace(/[.?]$/, '');
  const where =
    test.line === null ? '' : `, in ${programFile('solution', bundle, test.file)}:${test.line}`;
  const call = test.call === null ? '' : `${inOneLine(test.call)}: `;
  if (test.expected !== null && test.actual !== null) {
    return `${call}expected ${inOneLine(test.expected)}, but got ${inOneLine(test.actual)}${where}`;
  }
  const brokenRule = ruleSentence.exec(test.message ?? '')?.[0];
  if (brokenRule !== undefined && caseName.test(test.name)) {
    return forTeacher(brokenRule).replace(
      /^Line (\d+)(?: of (\w+\.py))?/,
      (_, line: string, file?: string) =>
        `line ${line} of ${programFile('solution', bundle, file)}`,
    );
  }
  const message = observed.failures.find(({ name }) => name === test.name)?.words;
  if (test.expected !== null)
    return `${call}expected ${inOneLine(test.expected)}, which did not happen${where}`;
  if (test.outcome === 'skipped') {
    return `it skips itself (${forTeacher(test.message ?? '').replace('Skipped: ', '')}), and a skipped test does not pass`;
  }
  const text =
    message === undefined || caseName.test(test.name)
      ? forTeacher(splitLine(test.message ?? '').rest)
      : firstLine(message);
  return `${call}${text.replace(/\.$/, '')}${where}`;
}

function inOneLine(text: string): string {
  if (text === '') return 'nothing';
  const line = text.includes('\n') ? JSON.stringify(text) : text;
  return line.length <= maxValue ? line : `${line.slice(0, maxValue - 1)}…`;
}

/** The fault when no test has failed because none has run. */
function withoutTests(
  { verdict, output }: GradingReport,
  { observed, caseLines, bundle }: Places,
): Finding {
  const { broken } = observed;
  if (broken !== null) {
    const line = broken.case === null ? broken.line : (caseLines[broken.case - 1] ?? null);
    return fault(broken.fileName, firstLine(broken.message), line);
  }
  const { line, file, rest } = splitLine(output.trim());
  const text = forTeacher(rest);
  if (verdict === 'internal-error') {
    return fault(/^The files /.test(output) ? 'files' : 'tests.py', `can't be used: ${text}`, line);
  }
  const what = failings[verdict] ?? 'does not reach its tests';
  return fault(programFile('solution', bundle, file), `the model solution ${what}: ${text}`, line);
}

const failings: Partial<Record<Verdict, string>> = {
  'syntax-error': 'is not valid Python',
  'runtime-error': 'does not load',
};
