import { percentile } from '@touchstone/bench/statistics';
import type { ChaosRun } from '../chaos.ts';
import { verify, type Findings } from '../verify/verify.ts';

/** The figures of a run. */
export interface RunFigures {
  readonly seed: number;
  readonly seconds: number;
  readonly faults: Readonly<Record<string, number>>;
  /** From the first try to submit until the user knew that it was accepted. */
  readonly slowestHandInMs: number;
  /** From the first try to submit until the user got the result. */
  readonly verdictMs: { readonly p50: number; readonly p95: number; readonly p99: number };
  /** Submissions by how their users got the result. */
  readonly receivedBy: Readonly<Record<string, number>>;
  readonly findings: Findings;
  readonly mishaps: readonly string[];
}

export function figuresOf(seed: number, { log, seconds, mishaps }: ChaosRun): RunFigures {
  const received = log.stories.flatMap(({ submissions }) =>
    submissions.flatMap(({ handedInAtMs, received: at }) =>
      at === null ? [] : [{ ms: at.atMs - handedInAtMs, by: at.by }],
    ),
  );
  const handIns = log.stories.flatMap(({ submissions }) =>
    submissions.map(({ handedInAtMs, acceptedAtMs }) => acceptedAtMs - handedInAtMs),
  );
  const millis = received.map(({ ms }) => ms);
  return {
    seed,
    seconds,
    mishaps,
    slowestHandInMs: Math.max(0, ...handIns),
    faults: countBy(log.faults.map(({ kind }) => kind)),
    verdictMs: {
      p50: percentile(millis, 0.5),
      p95: percentile(millis, 0.95),
      p99: percentile(millis, 0.99),
    },
    receivedBy: countBy(received.map(({ by }) => by)),
    findings: verify(log),
  };
}

function countBy(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names.toSorted()) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}
