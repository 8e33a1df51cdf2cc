import type { GradingBundle, GradingReport, Judge, Verdict } from '@touchstone/contracts';
import type { Sandbox } from '@touchstone/grader-api/offline';
import {
  fault,
  findInTests,
  findSelfJudged,
  findSlowness,
  findStarterOddities,
  forgeableWarning,
  type Finding,
} from './check-findings.ts';
import { inspectTests } from './inspect-tests.ts';
import {
  describeFailure,
  describeSandboxFault,
  makeRecord,
  needsRecord,
  type Model,
} from './make-record.ts';

/** An assignment as its folder has it. */
export interface CheckedFolder {
  readonly slug: string;
  readonly bundle: GradingBundle;
  readonly starterCode: string;
  readonly solution: string | null;
}

/** All that a check found out about an assignment; names of tests are the judge's. */
export interface AssignmentCheck {
  readonly assignment: string;
  readonly judge: Judge;
  readonly tests: readonly string[];
  readonly hiddenTests: readonly string[];
  readonly solution: {
    readonly verdict: Verdict;
    readonly wallMs: number;
    readonly cpuMs: number;
  } | null;
  /** `passing`: the tests that need no work of a student's. Null when it was not run. */
  readonly starter: { readonly verdict: Verdict; readonly passing: readonly string[] } | null;
  /** Whether grading has a record to go by. */
  readonly recorded: boolean;
  readonly findings: readonly Finding[];
}

/** Runs model solution and starter and reads the tests. What is wrong is in the findings. */
export async function checkAssignment(
  { slug, bundle, starterCode, solution }: CheckedFolder,
  sandbox: Sandbox,
): Promise<AssignmentCheck> {
  const nothing = { assignment: slug, judge: bundle.judge, tests: [], hiddenTests: [] };
  const unchecked = { ...nothing, solution: null, starter: null, recorded: false };
  if (solution === null) {
    const message = 'is missing: add a model solution, which everything else is checked against';
    return { ...unchecked, findings: [fault('solution.py', message)] };
  }
  try {
    const inspection = await inspectTests(bundle, sandbox);
    const inTests = findInTests(inspection);
    if (inspection.missingModules.length > 0) return { ...unchecked, findings: inTests };
    const tried = await trySolution({ bundle, solution }, sandbox);
    const { report } = tried;
    if (report === null) return { ...unchecked, findings: [...tried.findings, ...inTests] };
    const starter =
      report.verdict === 'passed'
        ? await sandbox.grade({ code: starterCode, bundle: tried.bundle })
        : null;
    return {
      ...unchecked,
      tests: report.tests.map(({ name }) => name),
      hiddenTests: report.tests.filter(({ hidden }) => hidden).map(({ name }) => name),
      solution: { verdict: report.verdict, wallMs: report.wallMs, cpuMs: report.cpuMs },
      starter: starter && { verdict: starter.verdict, passing: passing(starter) },
      recorded: tried.bundle.record !== null,
      findings: [
        ...tried.findings,
        ...findSlowness(report, bundle),
        ...(starter === null ? [] : findStarterOddities(starter)),
        ...(bundle.judge === 'shared' ? [forgeableWarning] : []),
        ...inTests,
      ],
    };
  } catch (error) {
    return { ...unchecked, findings: [fault('solution.py', describeSandboxFault(error))] };
  }
}

/** How the model solution did in the end, and the bundle as students are graded with. */
interface Tried {
  /** Null when the sandbox failed. */
  readonly report: GradingReport | null;
  readonly bundle: GradingBundle;
  readonly findings: readonly Finding[];
}

/**
 * With a record the model solution is graded a second time, held to the record: tests that go
 * another way each time would refuse it, as they would refuse students.
 */
async function trySolution({ bundle, solution }: Model, sandbox: Sandbox): Promise<Tried> {
  if (!needsRecord(bundle, sandbox)) {
    const report = await sandbox.grade({ code: solution, bundle });
    return { report, bundle, findings: failureOf(report) };
  }
  const made = await makeRecord({ bundle, solution }, sandbox);
  if ('fault' in made) {
    const findings = [fault('solution.py', `the model solution ${made.fault}`)];
    return { report: made.report, bundle, findings };
  }
  const recorded = { ...bundle, record: made.record };
  const report = await sandbox.grade({ code: solution, bundle: recorded });
  const message = `the model solution passes once and not the next time: ${describeFailure(report)}. Do its tests go another way each time?`;
  return {
    report,
    bundle: recorded,
    findings: [
      ...(report.verdict === 'passed' ? [] : [fault('tests.py', message)]),
      ...findSelfJudged(made.record),
    ],
  };
}

const failureOf = (report: GradingReport): Finding[] =>
  report.verdict === 'passed'
    ? []
    : [fault('solution.py', `the model solution ${describeFailure(report)}`)];

const passing = ({ tests }: GradingReport): string[] =>
  tests.filter(({ outcome }) => outcome === 'passed').map(({ name }) => name);
