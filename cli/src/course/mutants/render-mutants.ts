import { withoutControls } from '../../shared/terminal.ts';
import type { MutantCheck } from './check-mutants.ts';
import type { MutantScore, Survivor } from './mutant-score.ts';

const maxShown = 5;

/** The lines about an assignment's mutants, below those of its check. */
export function renderMutants({
  mutants,
  solution,
}: Pick<MutantCheck, 'mutants' | 'solution'>): string[] {
  if (mutants === null) {
    const because =
      solution?.verdict === 'passed' ? '' : ', because the model solution does not pass';
    return [`    mutants: not tried${because}`];
  }
  const { survivors } = mutants;
  const others = survivors.length - maxShown;
  return [
    `    mutants: ${describe(mutants)}`,
    ...survivors.slice(0, maxShown).flatMap(renderSurvivor),
    ...(others > 0 ? [`    and ${others} more that no test notices; --json prints all`] : []),
  ];
}

function describe({ noticed, total, untried, messages, equivalent }: MutantScore): string {
  return [
    `${noticed} of ${total} noticed`,
    ...(untried === 0 ? [] : [`${untried} not tried`]),
    ...(equivalent === 0 ? [] : [`${equivalent} listed as equivalent`]),
    ...(messages.total === 0
      ? []
      : [`texts in raise and input(): ${messages.noticed} of ${messages.total}`]),
  ].join(', ');
}

const renderSurvivor = ({ file, line, diff }: Survivor): string[] => [
  `    ${file === undefined ? 'solution.py' : `solution/${file}`}:${line}: no test tells these apart:`,
  ...diff.split('\n').map((each) => withoutControls(`        ${each}`)),
];

/** The last lines: all assignments together, and what to do. */
export function renderMutantTotal(checks: readonly MutantCheck[]): string[] {
  const scores = checks.flatMap(({ mutants }) => (mutants === null ? [] : [mutants]));
  const sum = (count: (score: MutantScore) => number) =>
    scores.reduce((all, score) => all + count(score), 0);
  const total = sum((score) => score.total);
  const untried = sum((score) => score.untried);
  const noticed = sum((score) => score.noticed);
  const survived = sum(({ survivors }) => survivors.length);
  const tried = total - untried;
  const share = tried === 0 ? '' : ` (${Math.floor((100 * noticed) / tried)} %)`;
  return [
    `mutants: ${noticed} of ${tried} noticed${share}`,
    ...(untried === 0
      ? []
      : [
          `${untried} of ${total} were not tried: raise --seconds, or run the command again, which tries the rest.`,
        ]),
    ...(survived === 0
      ? []
      : [
          'Add a test that tells a mutant from the model solution. If it is as right as the model solution, ' +
            'list its diff under equivalentMutants in assignment.yaml.',
        ]),
  ];
}
