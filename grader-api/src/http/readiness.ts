import { within } from '@touchstone/service';

interface ReadinessCheck {
  /** What stands in the answer when the check rejects: a sentence that may be read by anyone. */
  readonly reason: string;
  /** More of it, made of what the check rejected with; the same holds for it. */
  readonly advice?: (error: unknown) => string | null;
  readonly check: () => Promise<void>;
  /** What it found is told again for so long: health is asked often, and by anyone. */
  readonly keepMs: number;
}

export interface ReadinessOptions {
  readonly checks: readonly ReadinessCheck[];
  /** For each check. */
  readonly timeoutMs: number;
  readonly onFailure: (reason: string, error: unknown) => void;
}

/** Resolves to the reasons for not being ready, none when ready. */
export function createReadiness(options: ReadinessOptions): () => Promise<string[]> {
  const { checks, timeoutMs, onFailure } = options;

  const run = async ({ reason, advice, check }: ReadinessCheck): Promise<string[]> => {
    try {
      await within(check(), timeoutMs, 'A readiness check');
      return [];
    } catch (error) {
      onFailure(reason, error);
      const more = advice?.(error) ?? null;
      return [more === null ? reason : `${reason} ${more}`];
    }
  };
  const keptChecks = checks.map((check) => keepFor(check.keepMs, () => run(check)));

  return async () => (await Promise.all(keptChecks.map((check) => check()))).flat();
}

function keepFor<T>(keepMs: number, run: () => Promise<T>): () => Promise<T> {
  let latest: { at: number; answer: Promise<T> } | null = null;
  return () => {
    const now = performance.now();
    if (latest === null || now - latest.at > keepMs) latest = { at: now, answer: run() };
    return latest.answer;
  };
}
