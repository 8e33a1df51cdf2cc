import type { QueueState, Submission } from '@touchstone/contracts';

const windowMs = 5 * 60_000;
/** The newest of more count. */
const maxKept = 20_000;

/** How long results took that this process knows of, in the last minutes. */
export interface VerdictTimes {
  graded(submission: Pick<Submission, 'createdAt' | 'gradedAt'>): void;
  read(): Pick<QueueState, 'results' | 'p50Seconds' | 'p95Seconds'>;
}

export function createVerdictTimes(now: () => number = Date.now): VerdictTimes {
  let kept: { atMs: number; tookMs: number }[] = [];
  const forget = (): void => {
    kept = kept.filter(({ atMs }) => atMs > now() - windowMs).slice(-maxKept);
  };
  return {
    graded({ createdAt, gradedAt }) {
      if (gradedAt === null) return;
      const atMs = Date.parse(gradedAt);
      kept.push({ atMs, tookMs: atMs - Date.parse(createdAt) });
      if (kept.length >= 2 * maxKept) forget();
    },
    read() {
      forget();
      const sorted = kept.map(({ tookMs }) => tookMs).sort((one, other) => one - other);
      const at = (share: number): number | null => {
        const tookMs = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
        return tookMs === undefined ? null : Math.max(0, tookMs) / 1000;
      };
      return { results: sorted.length, p50Seconds: at(0.5), p95Seconds: at(0.95) };
    },
  };
}
