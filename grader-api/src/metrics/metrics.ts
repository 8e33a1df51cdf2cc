import { verdicts, type Verdict } from '@touchstone/contracts';
import { createCounter } from '@touchstone/runtime/counter';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { SandboxObserver } from '../sandbox/sandbox.ts';

/** Why a grading failed through a fault of ours. */
const gradingFaults = ['sandbox', 'missing', 'refused'] as const;
export type GradingFault = (typeof gradingFaults)[number];

/** What one grader counts. */
export interface GraderMetrics {
  readonly graded: (verdict: Verdict, seconds: number) => void;
  /** Gradings in progress. */
  readonly running: (count: number) => void;
  readonly claimed: (entries: number) => void;
  readonly failed: (fault: GradingFault) => void;
}

/** The metrics of all graders in a process, which may share a sandbox. */
export interface Metrics {
  readonly registry: Registry;
  readonly sandbox: SandboxObserver;
  readonly bundleRead: (outcome: 'hit' | 'miss') => void;
  readonly ofGrader: (slots: number) => GraderMetrics;
  /** Adds a grader's readiness, which each scrape asks for. */
  readonly addReadiness: (isReady: () => Promise<boolean>) => void;
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  return {
    registry,
    sandbox: sandboxMetrics(registers),
    bundleRead: bundleMetrics(registers),
    ofGrader: graderMetrics(registers),
    addReadiness: readinessMetrics(registers),
  };
}

function graderMetrics(registers: Registry[]): Metrics['ofGrader'] {
  const countGraded = createCounter(
    registers,
    'touchstone_gradings_total',
    ['verdict', verdicts],
    'submissions graded and stored',
  );
  const countFailed = createCounter(
    registers,
    'touchstone_grading_faults_total',
    ['fault', gradingFaults],
    'gradings that failed through a fault of ours: the sandbox failed, code, tests or record are missing, or the API refused the result',
  );
  const duration = new Histogram({
    name: 'touchstone_grading_seconds',
    help: 'from taking an entry until its result is stored',
    buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
    registers,
  });
  const runningNow = new Gauge({
    name: 'touchstone_gradings_running',
    help: 'gradings in progress',
    registers,
  });
  const claims = new Counter({
    name: 'touchstone_entries_claimed_total',
    help: 'entries claimed from graders that died or were silent',
    registers,
  });
  const allSlots = new Gauge({
    name: 'touchstone_grader_slots',
    help: 'maximum of parallel gradings',
    registers,
  });
  return (slots) => {
    allSlots.inc(slots);
    let before = 0;
    return {
      graded(verdict, seconds) {
        countGraded(verdict);
        duration.observe(seconds);
      },
      running(count) {
        runningNow.inc(count - before);
        before = count;
      },
      claimed: (entries) => claims.inc(entries),
      failed: (fault) => countFailed(fault),
    };
  };
}

function sandboxMetrics(registers: Registry[]): SandboxObserver {
  const starts = new Histogram({
    name: 'touchstone_sandbox_start_seconds',
    help: 'from starting a sandbox until its Python is warm',
    buckets: [0.1, 0.25, 0.5, 1, 2, 4, 8, 16, 32],
    registers,
  });
  const failures = new Counter({
    name: 'touchstone_sandbox_start_failures_total',
    help: 'sandboxes that did not start',
    registers,
  });
  const waits = new Histogram({
    name: 'touchstone_sandbox_wait_seconds',
    help: 'how long a grading waited for a free slot and a warm sandbox',
    buckets: [0.001, 0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers,
  });
  return {
    started: (seconds) => starts.observe(seconds),
    startFailed: () => failures.inc(),
    waited: (seconds) => waits.observe(seconds),
  };
}

const bundleMetrics = (registers: Registry[]): Metrics['bundleRead'] =>
  createCounter(
    registers,
    'touchstone_bundle_reads_total',
    ['outcome', ['hit', 'miss']],
    'reads of an assignment’s tests: from the grader’s cache (`hit`) or the database (`miss`)',
  );

function readinessMetrics(registers: Registry[]): Metrics['addReadiness'] {
  const graders: (() => Promise<boolean>)[] = [];
  new Gauge({
    name: 'touchstone_graders_ready',
    help: 'graders in the process that can grade, as `/health/ready` reports',
    registers,
    async collect() {
      const ready = await Promise.all(graders.map((isReady) => isReady()));
      this.set(ready.filter(Boolean).length);
    },
  });
  return (isReady) => void graders.push(isReady);
}
