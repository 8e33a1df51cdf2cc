import { availableParallelism } from 'node:os';
import type { GradingBundle, GradingLimits, Program } from '@touchstone/contracts';
import { SandboxError, type Sandbox } from '@touchstone/grader-api/offline';
import { inOrder } from '../../shared/in-order.ts';
import { inTurn } from './in-turn.ts';
import type { Mutant } from './list-mutants.ts';

/** Whether a test failed with a mutant. */
export type Outcome = 'noticed' | 'survived';

/** The mutants of an assignment, and what came of those tried so far. */
export interface MutantRun {
  /** With the record of the model solution. */
  readonly bundle: GradingBundle;
  /** What grading the model solution took. */
  readonly model: { readonly cpuMs: number; readonly wallMs: number };
  readonly mutants: readonly Mutant[];
  /** By diff. */
  readonly outcomes: Map<string, Outcome>;
}

/**
 * Grades mutants as students' programs are, those of all assignments in turn, until all are tried or the
 * time is up. Adds what came of each to the outcomes of its assignment.
 */
export async function tryMutants(
  runs: readonly MutantRun[],
  sandbox: Pick<Sandbox, 'grade'>,
  { seconds, onProgress }: { seconds: number; onProgress?: (text: string) => void },
): Promise<void> {
  const waiting = inTurn(
    runs.map((run) =>
      run.mutants
        .filter(({ diff }) => !run.outcomes.has(diff))
        .map((mutant) => ({ ...run, mutant })),
    ),
  );
  const endsAt = performance.now() + seconds * 1_000;
  let tried = 0;
  const work = async ({ mutant, bundle, model }: MutantRun & { mutant: Mutant }) => {
    if (performance.now() >= endsAt) return null;
    const outcome = await tryOne(mutant.program, { bundle, model }, sandbox);
    tried += 1;
    onProgress?.(`tried ${tried} of ${waiting.length} mutants`);
    return outcome;
  };
  const concurrency = availableParallelism();
  await inOrder(waiting, { concurrency, work }, (outcome, { mutant, outcomes }) => {
    if (outcome !== null) outcomes.set(mutant.diff, outcome);
  });
}

/** Null if it could not be graded: then it counts as not tried. */
async function tryOne(
  program: Program,
  run: Pick<MutantRun, 'bundle' | 'model'>,
  sandbox: Pick<Sandbox, 'grade'>,
): Promise<Outcome | null> {
  try {
    return await gradeOne(program, run, sandbox);
  } catch (error) {
    if (error instanceof SandboxError) return null;
    throw error;
  }
}

async function gradeOne(
  program: Program,
  { bundle, model }: Pick<MutantRun, 'bundle' | 'model'>,
  sandbox: Pick<Sandbox, 'grade'>,
): Promise<Outcome | null> {
  const limits = limitsFor(bundle.limits, model);
  let report = await sandbox.grade({ ...program, bundle: { ...bundle, limits } });
  const hasWaited = report.verdict === 'timeout' && report.cpuMs < limits.cpuSeconds * 1_000;
  if (hasWaited) {
    // It waits for something, or the machine is busy: the time on the clock alone decides nothing.
    const patient = { ...limits, wallSeconds: bundle.limits.wallSeconds };
    report = await sandbox.grade({ ...program, bundle: { ...bundle, limits: patient } });
  }
  if (report.verdict === 'internal-error') return null;
  return report.verdict === 'passed' ? 'survived' : 'noticed';
}

const minCpuSeconds = 0.2;
const minWallSeconds = 1;
const timesOfModel = 5;

/** Many mutants never end, and should not take the assignment's whole limit each. */
export function limitsFor(limits: GradingLimits, model: MutantRun['model']): GradingLimits {
  const cpuSeconds = Math.max(minCpuSeconds, (timesOfModel * model.cpuMs) / 1_000);
  const wallSeconds = Math.max(
    minWallSeconds,
    timesOfModel * cpuSeconds,
    (timesOfModel * model.wallMs) / 1_000,
  );
  return {
    ...limits,
    cpuSeconds: Math.min(limits.cpuSeconds, cpuSeconds),
    wallSeconds: Math.min(limits.wallSeconds, wallSeconds),
  };
}
