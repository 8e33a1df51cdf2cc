import type { RegradeOutcome } from '../control/regrade-calls.ts';
import { withoutControls } from '../shared/terminal.ts';
import { counted } from '../shared/wording.ts';

type Standing = RegradeOutcome['old'];

const heading = ['student', 'old', 'new', 'first test that changed'] as const;

const worth = ({ points, completed }: Standing): string => `${points}${completed ? ' solved' : ''}`;

const isSame = (one: Standing, other: Standing): boolean =>
  one.points === other.points && one.completed === other.completed;

/** A table with a row for each student. */
export function renderOutcomes(outcomes: readonly RegradeOutcome[]): string[] {
  const rows = outcomes.map((outcome) => [
    outcome.student,
    worth(outcome.old),
    isSame(outcome.old, outcome.new) ? 'same' : worth(outcome.new),
    withoutControls(outcome.test ?? '-') +
      (outcome.failedOnlyChangedTests ? ' (failed only what changed)' : ''),
  ]);
  const widths = heading.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  return [heading, ...rows].map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

/** How many students gain, lose, and failed only what changed without any difference in points. */
function countOutcomes(outcomes: readonly RegradeOutcome[]) {
  const isUp = ({ old, new: now }: RegradeOutcome) =>
    now.points > old.points || (now.completed && !old.completed);
  const same = outcomes.filter(({ old, new: now }) => isSame(old, now));
  const up = outcomes.filter(isUp);
  return { up: up.length, down: outcomes.length - up.length - same.length, same: same.length };
}

/** The outcomes in numbers. `strict` are those with points that may fall, which the regrade need not allow. */
export function renderSummary(
  outcomes: readonly RegradeOutcome[],
  strict: readonly RegradeOutcome[],
): string[] {
  const { up, down, same } = countOutcomes(outcomes);
  const kept = countOutcomes(strict).down - down;
  const of = (count: number) => `${counted(count, 'student')} ${count === 1 ? 'has' : 'have'}`;
  return [
    `${counted(up, 'student')} would gain points.`,
    ...(down === 0 ? [] : [`${counted(down, 'student')} would lose points.`]),
    ...(same === 0
      ? []
      : [`${of(same)} the same points, but had a program that failed only what changed.`]),
    ...(kept === 0
      ? []
      : [
          `${of(kept)} more points than the new tests give, and ${kept === 1 ? 'keeps' : 'keep'} them without --also-down.`,
        ]),
  ];
}
