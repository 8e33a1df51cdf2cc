import { within } from './deadline.ts';
import { keepFor } from './keep-for.ts';

export interface ReadinessCheck {
  /** The reason if the check rejects or takes too long. */
  readonly reason: string;
  /** Appended to the reason; made from what the check rejected with. */
  readonly advice?: (error: unknown) => string | null;
  /** Resolves to a more precise reason, or to null if all is well. */
  readonly check: () => Promise<string | null>;
  /** How long the result is reused: anyone can request health, and often. */
  readonly keepMs: number;
}

export interface ReadinessOptions {
  readonly checks: readonly ReadinessCheck[];
  /** The deadline of each check. */
  readonly timeoutMs: number;
  readonly onFailure: (reason: string, error: unknown) => void;
}

/**
 * Returns a function that resolves to the reasons for not being ready, within `timeoutMs` even if a
 * check hangs. Reasons are public sentences: no addresses, no names, no secrets.
 */
export function createReadiness(options: ReadinessOptions): () => Promise<string[]> {
  const { checks, timeoutMs, onFailure } = options;

  const run = async ({ reason, advice, check }: ReadinessCheck): Promise<string[]> => {
    try {
      const found = await within(check(), timeoutMs, 'A readiness check');
      if (found === null) return [];
      onFailure(found, null);
      return [found];
    } catch (error) {
      onFailure(reason, error);
      const more = advice?.(error) ?? null;
      return [more === null ? reason : `${reason} ${more}`];
    }
  };
  const keptChecks = checks.map((each) => {
    const check = oneAtATime(each.check);
    return keepFor(each.keepMs, () => run({ ...each, check }));
  });

  return async () => (await Promise.all(keptChecks.map((check) => check()))).flat();
}

/** Never runs `work` twice at the same time: callers wait for the running one. */
function oneAtATime<T>(work: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | null = null;
  return () =>
    (running ??= work().finally(() => {
      running = null;
    }));
}
