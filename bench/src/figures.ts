import { renderTable } from './table.ts';

/** One figure of a bench, with its goal on two cores that also run everything else. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly goal?: { readonly min: number } | { readonly max: number };
}

export const figure = (
  name: string,
  value: number,
  unit: string,
  goal?: NonNullable<Figure['goal']>,
): Figure => ({ name, value, unit, ...(goal !== undefined && { goal }) });

export function meetsGoal({ value, goal }: Figure): boolean {
  if (goal === undefined) return true;
  return 'min' in goal ? value >= goal.min : value <= goal.max;
}

export function renderFigures(figures: readonly Figure[]): string[] {
  return renderTable(
    ['', 'measured', '', 'goal', ''],
    figures.map((one) => [
      one.name,
      inDigits(one.value),
      one.unit,
      renderGoal(one),
      one.goal === undefined ? '' : meetsGoal(one) ? 'met' : 'MISSED',
    ]),
  );
}

function renderGoal({ goal }: Figure): string {
  if (goal === undefined) return '';
  return 'min' in goal ? `>= ${goal.min}` : `<= ${goal.max}`;
}

const inDigits = (value: number): string =>
  Math.abs(value) < 10
    ? value.toFixed(2)
    : Math.abs(value) < 100
      ? value.toFixed(1)
      : value.toFixed(0);
