import { recordKey } from '@touchstone/course';
import { madeByOf, type Sandbox } from '@touchstone/grader-api/offline';
import type { AssignmentCheck, CheckedFolder } from '../check-assignment.ts';
import { fault, inReadingOrder, type Finding } from '../finding.ts';
import { programFile } from '../program-file.ts';
import { describeSandboxFault } from '../records.ts';
import { counted } from '../render-check.ts';
import { diffsIn, findStale } from './equivalent-mutants.ts';
import { listMutants, type MutantList } from './list-mutants.ts';
import { scoreOf, type MutantScore } from './mutant-score.ts';
import type { OutcomeCache } from './outcome-cache.ts';
import { tryMutants, type MutantRun } from './try-mutants.ts';

/** A check with what the tests make of mutants; null if the model solution does not pass them. */
export interface MutantCheck extends AssignmentCheck {
  readonly mutants: MutantScore | null;
}

interface MutantOptions {
  /** For the mutants of all assignments together. */
  readonly seconds: number;
  /** Whether it is a fault if a mutant passes all tests, or was not tried. */
  readonly strict: boolean;
  readonly cache: OutcomeCache;
  readonly onProgress?: (text: string) => void;
}

/** Tries mutants of model solutions that pass; each check must be that of the folder at its place. */
export async function checkMutants(
  folders: readonly CheckedFolder[],
  checks: readonly AssignmentCheck[],
  sandbox: Sandbox,
  options: MutantOptions,
): Promise<MutantCheck[]> {
  const opened = await Promise.all(
    folders.map(async (folder, index) => {
      const check = checks[index];
      return check === undefined ? notOpened : await tryToOpen(folder, check, sandbox, options);
    }),
  );
  const runs = opened.flatMap(({ run }) => (run === null ? [] : [run]));
  try {
    await tryMutants(runs, sandbox, options);
  } finally {
    for (const { key, outcomes } of runs) await options.cache.write(key, outcomes);
  }
  return checks.map((check, index) => {
    const { run, faults } = opened[index] ?? notOpened;
    const folder = folders[index];
    return run === null || folder === undefined
      ? { ...check, findings: inReadingOrder([...check.findings, ...faults]), mutants: null }
      : withMutants(check, run, folder, options);
  });
}

interface Opened {
  readonly run: CachedRun | null;
  readonly faults: readonly Finding[];
}

const notOpened: Opened = { run: null, faults: [] };

async function tryToOpen(
  folder: CheckedFolder,
  check: AssignmentCheck,
  sandbox: Sandbox,
  { cache }: MutantOptions,
): Promise<Opened> {
  try {
    return { run: await openRun(folder, check, sandbox, cache), faults: [] };
  } catch (error) {
    const message = `its mutants ${describeSandboxFault(error)}`;
    return { run: null, faults: [fault(programFile('solution', folder.bundle), message)] };
  }
}

interface CachedRun extends MutantRun {
  readonly list: MutantList;
  readonly key: string;
}

async function openRun(
  { bundle, solution }: CheckedFolder,
  { solution: graded, record }: AssignmentCheck,
  sandbox: Sandbox,
  cache: OutcomeCache,
): Promise<CachedRun | null> {
  if (solution === null || graded?.verdict !== 'passed') return null;
  const list = await listMutants({ bundle, solution }, sandbox);
  const key = recordKey({ bundle, solution, madeBy: await madeByOf(sandbox) });
  const outcomes = await cache.read(key);
  return {
    bundle: { ...bundle, record },
    model: graded,
    mutants: list.mutants,
    outcomes,
    list,
    key,
  };
}

function withMutants(
  check: AssignmentCheck,
  { list, outcomes }: CachedRun,
  { bundle, notes }: CheckedFolder,
  { strict, seconds }: MutantOptions,
): MutantCheck {
  const mutants = scoreOf(list, outcomes, diffsIn(notes.equivalentMutants));
  const added = [
    ...findStale(notes.equivalentMutants, list, bundle, outcomes),
    ...(strict ? findUnnoticed(mutants, seconds, programFile('solution', bundle)) : []),
  ];
  return { ...check, findings: withoutRepeats([...check.findings, ...added]), mutants };
}

/** The check of the assignment has already found some of them. */
const withoutRepeats = (findings: readonly Finding[]): Finding[] =>
  inReadingOrder([
    ...new Map(
      findings.map((each) => [`${each.file}:${each.line}:${each.message}`, each]),
    ).values(),
  ]);

function findUnnoticed(
  { survivors, untried, total }: MutantScore,
  seconds: number,
  file: string,
): Finding[] {
  const passing = `${survivors.length} of ${counted(total, 'mutant')} ${survivors.length === 1 ? 'passes' : 'pass'} all tests`;
  const advice =
    'add tests, or list those that are as right as the model solution under equivalentMutants in assignment.yaml';
  return [
    ...(survivors.length === 0 ? [] : [fault(file, `${passing}; ${advice}`)]),
    ...(untried === 0
      ? []
      : [
          fault(
            file,
            `${counted(untried, 'mutant')} of ${total} could not be tried within ${seconds} s; raise --seconds, or run the command again, which tries the rest`,
          ),
        ]),
  ];
}
