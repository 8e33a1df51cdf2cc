import type { GradingBundle } from '@touchstone/contracts';
import type { EquivalentMutant } from '@touchstone/course';
import { fault, type Finding } from '../finding.ts';
import { solutionWords } from '../program-file.ts';
import type { MutantList } from './list-mutants.ts';
import { normalDiff } from './mutant-diff.ts';
import type { Outcome } from './try-mutants.ts';

/** The diffs of mutants that the teacher judged as right as the model solution. */
export const diffsIn = (equivalent: readonly EquivalentMutant[]): Set<string> =>
  new Set(equivalent.map(({ diff }) => normalDiff(diff)));

/** Those that are no longer mutants of the model solution, and those that a test notices. */
export function findStale(
  equivalent: readonly EquivalentMutant[],
  { mutants, equal, leftOut }: MutantList,
  bundle: Pick<GradingBundle, 'otherFiles'>,
  outcomes: ReadonlyMap<string, Outcome> = new Map(),
): Finding[] {
  const known = new Set([...mutants.map(({ diff }) => diff), ...equal]);
  return equivalent.flatMap(({ diff, line }) => {
    const normal = normalDiff(diff);
    if (!known.has(normal) && leftOut === 0) {
      return [stale(`is not a mutant of ${solutionWords(bundle)} as it is now`, normal, line)];
    }
    return outcomes.get(normal) === 'noticed'
      ? [stale('fails a test, so it is not as right as the model solution', normal, line)]
      : [];
  });
}

const maxShown = 200;

function stale(why: string, diff: string, line: number): Finding {
  const shown = diff.replace(/\s+/g, ' ').slice(0, maxShown);
  return fault(
    'assignment.yaml',
    `equivalentMutants lists a change that ${why}: ${shown}; remove it, or copy the diff again from \`course check --mutants\``,
    line,
  );
}
