import type { RegradeOutcome } from '../control/calls.ts';
import { withoutControls } from '../shared/terminal.ts';

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
export function countOutcomes(outcomes: readonly RegradeOutcome[]) {
  const isUp = ({ old, new: now }: RegradeOutcome) =>
    now.points > old.points || (now.completed && !old.completed);
  const same = outcomes.filter(({ old, new: now }) => isSame(old, now));
  const up = outcomes.filter(isUp);
  return { up: up.length, down: outcomes.length - up.length - same.length, same: same.length };
}
