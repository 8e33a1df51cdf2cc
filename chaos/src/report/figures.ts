import { percentile } from '@touchstone/bench/statistics';
import type { ChaosRun } from '../chaos.ts';
import { verify, type Findings } from '../verify/verify.ts';

/** What a run came to, in numbers. */
export interface RunFigures {
  readonly seed: number;
  readonly seconds: number;
  readonly faults: Readonly<Record<string, number>>;
  /** From the first try to hand in to the result, as users had it. */
  readonly verdictMs: { readonly p50: number; readonly p95: number; readonly p99: number };
  /** Submissions by how their users were told. */
  readonly toldBy: Readonly<Record<string, number>>;
  readonly findings: Findings;
  readonly mishaps: readonly string[];
}

export function figuresOf(seed: number, { record, seconds, mishaps }: ChaosRun): RunFigures {
  const told = record.stories.flatMap(({ submissions }) =>
    submissions.flatMap(({ handedInAtMs, told: at }) =>
      at === null ? [] : [{ ms: at.atMs - handedInAtMs, by: at.by }],
    ),
  );
  const millis = told.map(({ ms }) => ms);
  return {
    ...{ seed, seconds, mishaps },
    faults: countBy(record.faults.map(({ kind }) => kind)),
    verdictMs: {
      p50: percentile(millis, 0.5),
      p95: percentile(millis, 0.95),
      p99: percentile(millis, 0.99),
    },
    toldBy: countBy(told.map(({ by }) => by)),
    findings: verify(record),
  };
}

function countBy(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names.toSorted()) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}
