import { randomUUID } from 'node:crypto';
import type { GradingJob, GradingOffice, GradingReport } from '@touchstone/contracts';
import { createInProcessMessaging, type Messaging } from '@touchstone/messaging';
import { pino } from 'pino';
import { vi } from 'vitest';
import { createConfig, type GraderConfig } from '../src/config.ts';
import { createGrader } from '../src/grading/grader.ts';
import type { GraderLoop } from '../src/grading/grader-loop.ts';
import type { GradingReads } from '../src/grading/grading-reads.ts';
import type { Sandbox } from '../src/sandbox/sandbox.ts';
import { exampleBundle, exampleReport } from './examples.ts';

/** A running grading that the test finishes. */
export interface PendingGrading {
  readonly job: GradingJob;
  readonly signal: AbortSignal | undefined;
  readonly finish: (report: GradingReport) => void;
  readonly fail: (error: Error) => void;
}

/** A sandbox whose gradings end when the test decides; like the real one it obeys its signal. */
export class ManualSandbox implements Pick<Sandbox, 'grade' | 'forgeable'> {
  readonly forgeable = false;
  readonly gradings: PendingGrading[] = [];

  grade(job: GradingJob, options?: { signal?: AbortSignal }): Promise<GradingReport> {
    return new Promise((finish, fail) => {
      const signal = options?.signal;
      signal?.addEventListener('abort', () => fail(signal.reason as Error));
      this.gradings.push({ job, signal, finish, fail });
    });
  }
}

const passAtOnce: Pick<Sandbox, 'grade' | 'forgeable'> = {
  forgeable: false,
  grade: () => Promise.resolve(exampleReport),
};

const fakeOffice = () => ({
  beginAttempt: vi.fn<GradingOffice['beginAttempt']>(() =>
    Promise.resolve({ kind: 'begun', attempt: 1 }),
  ),
  storeResult: vi.fn<GradingOffice['storeResult']>(() => Promise.resolve('stored')),
  handBack: vi.fn<GradingOffice['handBack']>(() => Promise.resolve('requeued')),
  heartbeat: vi.fn<GradingOffice['heartbeat']>(() => Promise.resolve()),
});

const fakeReads = () => ({
  source: vi.fn<GradingReads['source']>(() =>
    Promise.resolve({ code: 'print("hello")\n', bundleHash: 'ab'.repeat(32) }),
  ),
  bundle: vi.fn<GradingReads['bundle']>(() => Promise.resolve(exampleBundle)),
});

const fakeMetrics = () => ({
  graded: vi.fn<(verdict: string, seconds: number) => void>(),
  running: vi.fn<(count: number) => void>(),
  claimed: vi.fn<(entries: number) => void>(),
  failed: vi.fn<(fault: string) => void>(),
});

export interface Harness {
  readonly grader: GraderLoop;
  readonly messaging: Messaging;
  readonly office: ReturnType<typeof fakeOffice>;
  readonly reads: ReturnType<typeof fakeReads>;
  readonly metrics: ReturnType<typeof fakeMetrics>;
  /** The log, one JSON object per line. */
  readonly log: string[];
}

/** A grader that is not started; everything except the messaging is fake. */
export function createHarness(
  options: {
    sandbox?: Pick<Sandbox, 'grade' | 'forgeable'>;
    messaging?: Messaging;
    config?: Partial<GraderConfig>;
  } = {},
): Harness {
  const messaging = options.messaging ?? createInProcessMessaging();
  const config = createConfig({ slots: 2, retryFirstMs: 1, maxRetryDelayMs: 4, ...options.config });
  const [office, reads, metrics] = [fakeOffice(), fakeReads(), fakeMetrics()];
  const log: string[] = [];
  const logger = pino({ level: 'trace' }, { write: (line) => void log.push(line) });
  const grader = createGrader({
    config,
    reads,
    office,
    metrics,
    logger,
    consumer: messaging.stream.consumer(config.name, config.slots),
    sandbox: options.sandbox ?? passAtOnce,
  });
  return { grader, messaging, office, reads, metrics, log };
}

export async function addSubmission(
  { stream }: Messaging,
  assignmentId: string = randomUUID(),
): Promise<string> {
  const submissionId = randomUUID();
  await stream.add({ submissionId, assignmentId, attempt: 0 });
  return submissionId;
}
