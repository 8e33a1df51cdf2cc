import { renderTable } from './table.ts';

/** One figure of a bench, beside what it should be on two cores with everything on them. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly goal?: { readonly atLeast: number } | { readonly atMost: number };
}

export function meetsGoal({ value, goal }: Figure): boolean {
  if (goal === undefined) return true;
  return 'atLeast' in goal ? value >= goal.atLeast : value <= goal.atMost;
}

export function renderFigures(figures: readonly Figure[]): string[] {
  return renderTable(
    ['', 'measured', '', 'goal', ''],
    figures.map((figure) => [
      figure.name,
      inDigits(figure.value),
      figure.unit,
      renderGoal(figure),
      figure.goal === undefined ? '' : meetsGoal(figure) ? 'met' : 'MISSED',
    ]),
  );
}

function renderGoal({ goal }: Figure): string {
  if (goal === undefined) return '';
  return 'atLeast' in goal ? `>= ${goal.atLeast}` : `<= ${goal.atMost}`;
}

const inDigits = (value: number): string =>
  Math.abs(value) < 10
    ? value.toFixed(2)
    : Math.abs(value) < 100
      ? value.toFixed(1)
      : value.toFixed(0);
