import { setTimeout as wait } from 'node:timers/promises';
import { CommandError, exitStatuses, InterruptedError } from '../command-error.ts';
import type { RegradeOutcome, RegradeRequest, RegradeStore } from '../control/regrade-calls.ts';
import { handleInterruption } from '../shared/interruption.ts';
import type { Target } from '../shared/target.ts';
import { createProgress, say } from '../shared/terminal.ts';
import { counted } from '../shared/wording.ts';
import { withRegradeStore } from './open-regrade-store.ts';
import { renderOutcomes, renderSummary } from './render-outcomes.ts';

const pollMs = 500;
/** A step takes much less. */
const graceMs = 15_000;

export interface RegradeOptions {
  readonly request: RegradeRequest;
  readonly apply: boolean;
  readonly alsoDown: boolean;
}

/**
 * Grades submissions again, prints what that means for students, and writes it if `apply`. What is graded
 * stays when the command is stopped; the same command goes on from there.
 */
export async function regrade(target: Target, options: RegradeOptions): Promise<void> {
  const { signal } = handleInterruption({ graceMs });
  await withRegradeStore(target, (store) =>
    run(store, { ...options, pages: pagesOf(target) }, signal),
  );
}

/** What open pages do with new results: nothing tells them of a database that changes without Redis. */
const pagesOf = (target: Target): string =>
  'databaseUrl' in target && target.redisUrl === undefined
    ? 'Open pages show them when they are loaded again, because --redis was not given'
    : 'Open pages show them';

async function run(
  store: RegradeStore,
  { request, apply, alsoDown, pages }: RegradeOptions & { pages: string },
  signal: AbortSignal,
): Promise<void> {
  const { course, assignment } = request;
  const started = await store.startRegrade(request);
  if (started === null) {
    throw new CommandError(`There is no assignment ${assignment} in a course ${course}.`, {
      next: 'Give the names of the two folders, such as: regrade first-steps leap-year',
    });
  }
  const { id, submissions, programs } = started;
  if (submissions === 0) {
    nothingToGrade(request).forEach(say);
    return;
  }
  say(`${counted(submissions, 'submission')}, ${counted(programs, 'different program')}`);
  const failed = await waitForGraders(store, id, signal);
  await refuseOutdated(store, id);
  const outcomes = await readOutcomes(store, id, alsoDown);
  report(outcomes, alsoDown ? outcomes : await readOutcomes(store, id, true));
  if (failed > 0) {
    say(
      `${counted(failed, 'program')} could not be graded through a fault of ours; their results stay.`,
    );
  }
  if (!apply) {
    say('Nothing is written. To write it, run the same command with --apply.');
    return;
  }
  const changed = await applyAll(store, { id, alsoDown }, signal);
  describeApplied({ changed, submissions, alsoDown, pages }).forEach(say);
}

interface Applied {
  readonly changed: number;
  readonly submissions: number;
  readonly alsoDown: boolean;
  /** When open pages show it. */
  readonly pages: string;
}

function describeApplied({ changed, submissions, alsoDown, pages }: Applied): string[] {
  if (changed === 0) return [alreadyApplied(alsoDown)];
  const done = `${counted(changed, 'result')} replaced. ${pages}, and the history says so.`;
  if (alsoDown || changed === submissions) return [done];
  return [done, 'A result that would get worse stays; --also-down replaces it, too.'];
}

const alreadyApplied = (alsoDown: boolean): string =>
  alsoDown
    ? 'Nothing to replace: all results are those of the new tests.'
    : 'Nothing to replace: the results are those of the new tests, or would get worse, which --also-down allows.';

/** Students, times and so on that fit nothing are not told apart from submissions with results of these tests. */
function nothingToGrade({ course, assignment, selection }: RegradeRequest): string[] {
  const { student, only, internalErrors, since } = selection;
  const chosenBy = [
    ...(student === null ? [] : [`--student ${student}`]),
    ...(only === null ? [] : [`--${only}`]),
    ...(internalErrors ? ['--internal-errors'] : []),
    ...(since === null ? [] : [`--since ${since}`]),
  ];
  const of = `${course}/${assignment}`;
  return chosenBy.length === 0
    ? [`Nothing to grade again: ${of} has no submission with a result of other tests.`]
    : [
        `Nothing to grade again: ${of} has no such submission with ${chosenBy.join(' ')}.`,
        '  next: check these options, or leave them out to choose all submissions',
      ];
}

/** Resolves to the number of programs that could not be graded. */
async function waitForGraders(
  store: RegradeStore,
  id: string,
  signal: AbortSignal,
): Promise<number> {
  const progress = createProgress();
  try {
    for (;;) {
      const now = await store.readRegrade(id);
      if (now === null) throw new CommandError('The regrade is gone.');
      if (now.graded >= now.programs) return now.failed;
      progress.show(`grading again … ${now.graded} of ${now.programs}`);
      await wait(pollMs, undefined, { signal }).catch(() => undefined);
      requireGoingOn(signal, `${now.graded} of ${now.programs} programs are graded.`);
    }
  } finally {
    progress.clear();
  }
}

/** The tests may change while graders are at work: what the regrade found says nothing about the new ones. */
async function refuseOutdated(store: RegradeStore, id: string): Promise<void> {
  const now = await store.readRegrade(id);
  if (now?.outdated !== true) return;
  throw new CommandError('The tests have changed since this regrade began. Nothing is written.', {
    exitStatus: exitStatuses.no,
    next: 'Run the same command again: it grades with the new tests.',
  });
}

function requireGoingOn(signal: AbortSignal, state: string): void {
  if (!signal.aborted) return;
  say(`${state} Interrupted. Run the same command again to go on.`);
  throw new InterruptedError();
}

async function readOutcomes(
  store: RegradeStore,
  id: string,
  alsoDown: boolean,
): Promise<RegradeOutcome[]> {
  const outcomes: RegradeOutcome[] = [];
  let after: string | null = null;
  do {
    const page: Awaited<ReturnType<RegradeStore['listOutcomes']>> = await store.listOutcomes(
      id,
      alsoDown,
      after,
    );
    outcomes.push(...page.outcomes);
    after = page.next;
  } while (after !== null);
  return outcomes;
}

function report(outcomes: readonly RegradeOutcome[], strict: readonly RegradeOutcome[]): void {
  if (outcomes.length > 0) renderOutcomes(outcomes).forEach(say);
  renderSummary(outcomes, strict).forEach(say);
}

async function applyAll(
  store: RegradeStore,
  { id, alsoDown }: { id: string; alsoDown: boolean },
  signal: AbortSignal,
): Promise<number> {
  const progress = createProgress();
  await store.beginApplying(id);
  let after: string | null = null;
  while (alsoDown) {
    const { next }: { next: string | null } = await store.lowerPoints(id, after);
    after = next;
    if (after === null) break;
    requireGoingOn(signal, 'Some points are lowered.');
  }
  let changed = 0;
  for (let isLast = false; !isLast;) {
    const step = await store.applyNext(id, alsoDown);
    changed += step.changed;
    isLast = step.isLast;
    progress.show(`writing … ${counted(changed, 'result')}`);
    if (!isLast) requireGoingOn(signal, `${counted(changed, 'result')} replaced.`);
  }
  progress.clear();
  return changed;
}
