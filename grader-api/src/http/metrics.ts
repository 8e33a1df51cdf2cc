import { verdicts, type Verdict } from '@touchstone/contracts';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';

/** One grader's numbers, in a registry of its own: two graders may share a process. */
export interface GraderMetrics {
  readonly registry: Registry;
  readonly graded: (verdict: Verdict, seconds: number) => void;
  readonly running: (count: number) => void;
  readonly claimed: (entries: number) => void;
}

export function createMetrics(slots: number): GraderMetrics {
  const registry = new Registry();
  const registers = [registry];
  const gradings = new Counter({
    name: 'touchstone_gradings_total',
    help: 'Submissions graded and stored, by verdict',
    labelNames: ['verdict'],
    registers,
  });
  // Known from the start, so that a rate over the first of a kind is right.
  for (const verdict of verdicts) gradings.inc({ verdict }, 0);
  const duration = new Histogram({
    name: 'touchstone_grading_seconds',
    help: 'From taking an entry until its result is stored',
    buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
    registers,
  });
  const running = new Gauge({
    name: 'touchstone_gradings_running',
    help: 'Entries in hand',
    registers,
  });
  const claimed = new Counter({
    name: 'touchstone_entries_claimed_total',
    help: 'Entries taken over from graders that died',
    registers,
  });
  new Gauge({
    name: 'touchstone_grader_slots',
    help: 'Gradings that may run at once',
    registers,
  }).set(slots);
  return {
    registry,
    graded(verdict, seconds) {
      gradings.inc({ verdict });
      duration.observe(seconds);
    },
    running: (count) => running.set(count),
    claimed: (entries) => claimed.inc(entries),
  };
}
