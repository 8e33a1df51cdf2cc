import {
  attemptEndings,
  verdicts,
  type AttemptEnding,
  type Submission,
  type Verdict,
} from '@touchstone/contracts';
import type { LaneStates } from '@touchstone/messaging';
import { createCounter } from '@touchstone/runtime/counter';
import type { FastifyInstance } from 'fastify';
import { Counter, Registry } from 'prom-client';
import { createDurations } from './durations.ts';
import { addLaneGauges, gaugeIfKnown } from './gauges.ts';

const refusalReasons = ['rate-limited', 'queue-full', 'storage-full'] as const;
const sweepActions = ['requeued', 'given-up', 'added-again'] as const;
/** Where a fault of ours showed: in an answer (500), a result (internal-error) or a failed sweep. */
const faults = ['answer', 'result', 'sweep'] as const;
const caches = ['answers', 'sessions'] as const;
const cacheOutcomes = ['hit', 'shared', 'miss', 'bypassed'] as const;
type CacheOutcome = (typeof cacheOutcomes)[number];

interface Readiness {
  readonly isReady: boolean;
  /** The number of warnings; null while unknown. */
  readonly warnings: number | null;
}

export interface Metrics {
  handedIn(kind: 'accepted' | 'reused'): void;
  /** Temporarily; the client should retry. */
  refused(reason: (typeof refusalReasons)[number]): void;
  /** `attempt` is its number, from 1. */
  attemptBegun(attempt: number): void;
  attemptEnded(ending: AttemptEnding): void;
  /** A result was stored; other submissions may share it. */
  resultStored(verdict: Verdict): void;
  /** The submission was accepted, and got a result or a share in one. */
  graded(submission: Submission): void;
  swept(what: (typeof sweepActions)[number], count: number): void;
  sweepFailed(): void;
  cacheRead(cache: (typeof caches)[number], outcome: CacheOutcome): void;
  /** Each scrape asks for it. */
  reportReadiness(read: () => Promise<Readiness>): void;
  /** Measures the requests of this app and its children. */
  measure(app: FastifyInstance): void;
  /** Prometheus' text format, and its media type. */
  render(): Promise<{ text: string; contentType: string }>;
}

interface Readings {
  readonly lanes: () => Promise<LaneStates>;
  readonly oldestQueuedSeconds: () => Promise<number>;
  readonly openStreams: () => number;
  readonly freeDiskBytes: () => number | null;
}

/** @param deps `registry` may have metrics of others, which are rendered too */
export function createMetrics(deps: Readings & { registry?: Registry | undefined }): Metrics {
  const registry = deps.registry ?? new Registry();
  const registers = [registry];
  const handedIn = createCounter(
    registers,
    'touchstone_submissions_total',
    ['kind', ['accepted', 'reused']],
    'submissions stored: accepted for grading, or reusing an earlier result',
  );
  const refused = createCounter(
    registers,
    'touchstone_refusals_total',
    ['reason', refusalReasons],
    'requests refused, to retry later',
  );
  const attemptBegun = createCounter(
    registers,
    'touchstone_attempts_total',
    ['kind', ['first', 'another']],
    'attempts that graders began: the first of a submission, or another one',
  );
  const attemptEnded = createCounter(
    registers,
    'touchstone_attempt_endings_total',
    ['ending', attemptEndings],
    'how attempts ended, or why a call about one changed nothing',
  );
  const resultStored = createCounter(
    registers,
    'touchstone_results_total',
    ['verdict', verdicts],
    'results stored; submissions that share one count once',
  );
  const swept = createCounter(
    registers,
    'touchstone_swept_total',
    ['action', sweepActions],
    'stuck submissions that the sweeper found',
  );
  const fault = createCounter(
    registers,
    'touchstone_faults_total',
    ['fault', faults],
    'faults of ours: an answer with status 500, an `internal-error` as a result, a sweep that failed',
  );
  const cacheRead = createCacheReads(registers);
  const durations = createDurations(registers);
  addGauges(registers, deps);

  return {
    handedIn,
    refused,
    attemptBegun: (attempt) => attemptBegun(attempt === 1 ? 'first' : 'another'),
    attemptEnded,
    resultStored(verdict) {
      resultStored(verdict);
      if (verdict === 'internal-error') fault('result');
    },
    graded: (submission) => durations.graded(submission),
    swept,
    sweepFailed: () => fault('sweep'),
    cacheRead,
    reportReadiness: (read) => addReadiness(registers, read),
    measure(app) {
      app.addHook('onResponse', (request, reply, done) => {
        if (reply.statusCode === 500) fault('answer');
        durations.answered(request, reply);
        done();
      });
    },
    async render() {
      return { text: await registry.metrics(), contentType: registry.contentType };
    },
  };
}

function createCacheReads(registers: Registry[]): Metrics['cacheRead'] {
  const reads = new Counter({
    name: 'touchstone_cache_reads_total',
    help: 'reads through a cache: from it, from a read already under way, from the database, or past the cache while flushes can’t be received',
    labelNames: ['cache', 'outcome'],
    registers,
  });
  for (const cache of caches) for (const outcome of cacheOutcomes) reads.inc({ cache, outcome }, 0);
  return (cache, outcome) => reads.inc({ cache, outcome });
}

function addGauges(registers: Registry[], deps: Readings): void {
  addLaneGauges(registers, deps.lanes);
  gaugeIfKnown(registers, {
    name: 'touchstone_oldest_queued_seconds',
    help: 'age of the oldest submission that waits for a grader, 0 without one; each API reports the same',
    read: deps.oldestQueuedSeconds,
  });
  gaugeIfKnown(registers, {
    name: 'touchstone_event_streams',
    help: 'open event streams (SSE connections)',
    read: deps.openStreams,
  });
  gaugeIfKnown(registers, {
    name: 'touchstone_free_disk_bytes',
    help: 'free on the fullest of `TOUCHSTONE_DISK_FOLDER`; absent without it',
    read: deps.freeDiskBytes,
  });
}

function addReadiness(registers: Registry[], read: () => Promise<Readiness>): void {
  gaugeIfKnown(registers, {
    name: 'touchstone_api_ready',
    help: '1 if the API is ready, else 0, as `/health/ready` reports',
    read: async () => Number((await read()).isReady),
  });
  gaugeIfKnown(registers, {
    name: 'touchstone_api_warnings',
    help: 'warnings of `/health/ready`; absent while the API is not ready',
    read: async () => (await read()).warnings,
  });
}
