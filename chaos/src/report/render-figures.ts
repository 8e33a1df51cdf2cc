import { renderTable } from '@touchstone/bench/table';
import type { RunFigures } from './figures.ts';

/** A line for each run, then what was done to them. */
export function renderFigures(runs: readonly RunFigures[]): string[] {
  const heads = [
    ...['seed', 'accepted', 'graded', 'lost', 'doubled', 'wrong', 'untold', 'points', 'left over'],
    ...['internal-error', 'faults', 'p50 ms', 'p95 ms', 'p99 ms', 'seconds'],
  ];
  const rows = runs.map(({ seed, findings, faults, verdictMs, seconds }) =>
    [
      ...[seed, findings.accepted, findings.graded, findings.lost.length, findings.doubled.length],
      ...[findings.wrong.length, findings.untold.length, findings.mispointed.length],
      ...[findings.leftOver.length, findings.internalErrors.length],
      sum(Object.values(faults)),
      ...[verdictMs.p50, verdictMs.p95, verdictMs.p99, seconds].map(Math.round),
    ].map(String),
  );
  return [...renderTable(heads, rows), '', ...renderFaults(runs)];
}

function renderFaults(runs: readonly RunFigures[]): string[] {
  const total: Record<string, number> = {};
  for (const { faults } of runs) {
    for (const [kind, count] of Object.entries(faults)) total[kind] = (total[kind] ?? 0) + count;
  }
  const kinds = Object.entries(total).map(([kind, count]) => `${kind} ${count}`);
  return [`Faults: ${kinds.join(', ')}`];
}

const sum = (numbers: readonly number[]): number =>
  numbers.reduce((total, number) => total + number, 0);
