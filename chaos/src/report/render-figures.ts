import { renderTable } from '@touchstone/bench/table';
import type { RunFigures } from './figures.ts';

const columns: Readonly<Record<string, (run: RunFigures) => number>> = {
  seed: ({ seed }) => seed,
  accepted: ({ findings }) => findings.accepted,
  graded: ({ findings }) => findings.graded,
  lost: ({ findings }) => findings.lost.length,
  doubled: ({ findings }) => findings.doubled.length,
  wrong: ({ findings }) => findings.wrong.length,
  'not received': ({ findings }) => findings.notReceived.length,
  points: ({ findings }) => findings.wrongPoints.length,
  'left over': ({ findings }) => findings.leftOver.length,
  'internal-error': ({ findings }) => findings.internalErrors.length,
  faults: ({ faults }) => sum(Object.values(faults)),
  'slowest hand-in ms': ({ slowestHandInMs }) => slowestHandInMs,
  'p50 ms': ({ verdictMs }) => verdictMs.p50,
  'p95 ms': ({ verdictMs }) => verdictMs.p95,
  'p99 ms': ({ verdictMs }) => verdictMs.p99,
  seconds: ({ seconds }) => seconds,
};

/** A line for each run, then the faults of all runs. */
export function renderFigures(runs: readonly RunFigures[]): string[] {
  const rows = runs.map((run) =>
    Object.values(columns).map((valueOf) => String(Math.round(valueOf(run)))),
  );
  return [...renderTable(Object.keys(columns), rows), '', ...renderFaults(runs)];
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
