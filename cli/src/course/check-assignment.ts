import type {
  GradingBundle,
  GradingRecord,
  GradingReport,
  Judge,
  Program,
  Verdict,
} from '@touchstone/contracts';
import type { CheckNotes } from '@touchstone/course';
import type { Observed, Sandbox } from '@touchstone/grader-api/offline';
import {
  findEmptyPass,
  findIdlePoints,
  findInRun,
  findInTests,
  findSelfJudged,
  findSlowness,
  findStarterOddities,
  forgeableWarning,
  trivialWarning,
} from './check-findings.ts';
import { findModelFaults, findUnsteadiness } from './find-model-faults.ts';
import { fault, inReadingOrder, type Finding } from './finding.ts';
import { inspectTests, type Inspection } from './inspect-tests.ts';
import { findStale } from './mutants/equivalent-mutants.ts';
import { listMutants } from './mutants/list-mutants.ts';
import { emptyProgram, programFile, starterOf } from './program-file.ts';
import { describeSandboxFault, keyed, needsRecord } from './records.ts';
import { tryWrongPrograms } from './wrong-programs.ts';

/** An assignment as read from its folder. */
export interface CheckedFolder {
  readonly slug: string;
  readonly bundle: GradingBundle;
  readonly starterCode: string;
  readonly solution: Program | null;
  readonly notes: CheckNotes;
}

/** The results of checking an assignment; tests have the judge's names. */
export interface AssignmentCheck {
  readonly assignment: string;
  readonly judge: Judge;
  readonly tests: readonly string[];
  readonly hiddenTests: readonly string[];
  readonly solution: {
    readonly verdict: Verdict;
    readonly wallMs: number;
    readonly cpuMs: number;
    /** How often it was graded as students are, and how often it passed. */
    readonly runs: number;
    readonly rightRuns: number;
  } | null;
  /** `passing`: the tests that pass without any work. Null when it was not run. */
  readonly starter: { readonly verdict: Verdict; readonly passing: readonly string[] } | null;
  /** The record for grading; null when there is none. */
  readonly record: GradingRecord | null;
  readonly findings: readonly Finding[];
}

interface CheckOptions {
  /** How often the model solution is graded as students are; it must pass each time. */
  readonly runs: number;
  /** Whether programs that must fail are graded too: the starter, an empty file, trivial programs. */
  readonly othersToo: boolean;
}

const thorough: CheckOptions = { runs: 5, othersToo: true };

/** Runs model solution, starter and an empty file, and analyses the tests. */
export async function checkAssignment(
  folder: CheckedFolder,
  sandbox: Sandbox,
  options = thorough,
): Promise<AssignmentCheck> {
  const { slug, bundle, solution, notes } = folder;
  const nothing = { assignment: slug, judge: bundle.judge, tests: [], hiddenTests: [] };
  const unchecked = { ...nothing, solution: null, starter: null, record: null };
  if (solution === null) {
    const message = 'is missing: add a model solution, against which everything else is checked';
    return { ...unchecked, findings: [fault(programFile('solution', bundle), message)] };
  }
  try {
    const inspection = await inspectTests(bundle, sandbox, solution);
    const preloadLine = (name: string) => notes.preloadLines[bundle.preload.indexOf(name)];
    const inTests = findInTests(inspection, preloadLine);
    if (inspection.missingModules.length > 0) return { ...unchecked, findings: inTests };
    const tried = await trySolution({ ...folder, solution, ...options }, sandbox);
    const others =
      tried.report.verdict === 'passed' && options.othersToo
        ? await tryOthers({ ...folder, solution, bundle: tried.bundle }, inspection, sandbox)
        : { starter: null, findings: [] };
    const { starter } = others;
    const { verdict, wallMs, cpuMs, tests } = tried.report;
    return {
      ...unchecked,
      tests: tests.map(({ name }) => name),
      hiddenTests: tests.filter(({ hidden }) => hidden).map(({ name }) => name),
      solution: { verdict, wallMs, cpuMs, runs: tried.runs, rightRuns: tried.rightRuns },
      starter: starter && { verdict: starter.verdict, passing: passing(starter) },
      record: tried.bundle.record,
      findings: inReadingOrder([
        ...tried.findings,
        ...findSlowness(tried.report, bundle),
        ...others.findings,
        ...(bundle.judge === 'shared' ? [forgeableWarning] : []),
        ...inTests,
        ...findInRun(tried.observed, inspection, notes.smoke),
        ...findIdlePoints(bundle, notes.caseLines),
      ]),
    };
  } catch (error) {
    return {
      ...unchecked,
      findings: [fault(programFile('solution', bundle), describeSandboxFault(error))],
    };
  }
}

/** The results of the model solution, and the bundle with which students are graded. */
interface Tried {
  readonly report: GradingReport;
  readonly bundle: GradingBundle;
  readonly observed: Observed;
  readonly runs: number;
  readonly rightRuns: number;
  readonly findings: readonly Finding[];
}

/**
 * The first run is observed and makes the record, if one is needed. In the other runs the model
 * solution is graded as students are, which fails if the tests behave differently each time.
 */
async function trySolution(
  { bundle, solution, notes, runs }: CheckedFolder & CheckOptions & { readonly solution: Program },
  sandbox: Sandbox,
): Promise<Tried> {
  const job = { ...solution, bundle: { ...bundle, record: null } };
  const { report: first, record, observed } = await sandbox.record(job);
  const places = { observed, caseLines: notes.caseLines, bundle };
  const none = { report: first, bundle, observed, runs: 1, rightRuns: 0 };
  if (first.verdict !== 'passed') return { ...none, findings: findModelFaults(first, places) };
  const takesRecord = needsRecord(bundle, sandbox);
  if (takesRecord && record === null) {
    const message = 'the model solution passed, but the sandbox made no record of it';
    return { ...none, findings: [fault(programFile('solution', bundle), message)] };
  }
  const made =
    takesRecord && record !== null ? await keyed({ bundle, solution }, record, sandbox) : null;
  const recorded = { ...bundle, record: made };
  const reports: GradingReport[] = [];
  for (let run = 0; run < runs; run += 1) {
    reports.push(await sandbox.grade({ ...solution, bundle: recorded }));
  }
  const right = reports.filter(({ verdict }) => verdict === 'passed');
  return {
    report: reports.find(({ verdict }) => verdict !== 'passed') ?? reports.at(-1) ?? first,
    bundle: recorded,
    observed,
    runs: reports.length,
    rightRuns: right.length,
    findings: [
      ...findUnsteadiness(reports, places),
      ...(made === null ? [] : findSelfJudged(made)),
    ],
  };
}

/** Runs programs that should not pass: the starter, an empty file, those in wrong/, and trivial programs. */
async function tryOthers(
  folder: CheckedFolder & { readonly solution: Program },
  { trivialPrograms }: Inspection,
  sandbox: Sandbox,
): Promise<{ starter: GradingReport; findings: Finding[] }> {
  const { bundle, notes } = folder;
  const { starterPasses } = notes;
  const starter = await sandbox.grade({ ...starterOf(folder), bundle });
  const empty = await sandbox.grade({ ...emptyProgram(bundle), bundle });
  const findings = [
    ...findStarterOddities(starter, { bundle, starterPasses }),
    ...findEmptyPass(empty, { bundle, starterPasses }),
    ...(await tryWrongPrograms(notes.wrongPrograms, bundle, sandbox)),
    ...(await findStaleMutants(folder, sandbox)),
  ];
  // Pyodide takes seconds for each program.
  if (sandbox.forgeable || starter.verdict === 'passed' || empty.verdict === 'passed') {
    return { starter, findings };
  }
  const { cpuSeconds, wallSeconds } = bundle.limits;
  // A loop that waits for another answer should not use up the whole limit each time.
  const limits = {
    ...bundle.limits,
    cpuSeconds: Math.min(cpuSeconds, 1),
    wallSeconds: Math.min(wallSeconds, 2),
  };
  for (const { answer, ...program } of trivialPrograms) {
    const { verdict } = await sandbox.grade({ ...program, bundle: { ...bundle, limits } });
    if (verdict === 'passed') {
      return { starter, findings: [...findings, trivialWarning(answer, bundle)] };
    }
    if (verdict === 'timeout') break;
  }
  return { starter, findings };
}

/** What `equivalentMutants` lists must still be mutants of the model solution. */
async function findStaleMutants(
  {
    bundle,
    solution,
    notes: { equivalentMutants },
  }: CheckedFolder & { readonly solution: Program },
  sandbox: Sandbox,
): Promise<Finding[]> {
  if (equivalentMutants.length === 0) return [];
  return findStale(equivalentMutants, await listMutants({ bundle, solution }, sandbox), bundle);
}

const passing = ({ tests }: GradingReport): string[] =>
  tests.filter(({ outcome }) => outcome === 'passed').map(({ name }) => name);
