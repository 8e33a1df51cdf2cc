import type { GradingOffice, Verdict } from '@touchstone/contracts';
import type { StreamConsumer } from '@touchstone/messaging';
import type { Logger } from 'pino';
import type { GraderConfig } from '../config.ts';
import type { GraderMetrics } from '../metrics/metrics.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import { gradeEntry } from './grade-entry.ts';
import { GraderLoop } from './grader-loop.ts';
import type { GradingReads } from './grading-reads.ts';

export interface GraderDeps {
  readonly config: GraderConfig;
  readonly reads: GradingReads;
  readonly consumer: StreamConsumer;
  readonly office: GradingOffice;
  readonly sandbox: Pick<Sandbox, 'grade' | 'forgeable'>;
  readonly metrics: GraderMetrics;
  readonly logger: Logger;
}

/** The loop, with the processing of each entry. */
export function createGrader(deps: GraderDeps): GraderLoop {
  const { config, consumer, metrics, logger } = deps;
  return new GraderLoop({
    ...config,
    consumer,
    logger,
    grade(delivery, signal) {
      const takenAt = performance.now();
      const onGraded = (verdict: Verdict): void =>
        metrics.graded(verdict, (performance.now() - takenAt) / 1_000);
      return gradeEntry(
        { ...deps, ...config, onGraded, onFault: metrics.failed },
        delivery,
        signal,
      );
    },
    onRunning: metrics.running,
    onClaimed: metrics.claimed,
  });
}
