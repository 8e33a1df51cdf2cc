import { within } from './deadline.ts';
import { keepFor } from './keep-for.ts';

export interface ReadinessCheck {
  /** What stands in the answer when the check rejects or takes too long. */
  readonly reason: string;
  /** More of it, made of what the check rejected with. */
  readonly advice?: (error: unknown) => string | null;
  /** Resolves to another reason, when it knows better, or to null when all is well. */
  readonly check: () => Promise<string | null>;
  /** What it found is told again for so long: health is asked often, and by anyone. */
  readonly keepMs: number;
}

export interface ReadinessOptions {
  readonly checks: readonly ReadinessCheck[];
  /** For each check. */
  readonly timeoutMs: number;
  readonly onFailure: (reason: string, error: unknown) => void;
}

/**
 * Resolves to the reasons for not being ready, none when ready, in `timeoutMs` whatever hangs. Reasons
 * are sentences that may be read by anyone: no addresses, no names, no secrets.
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

/** What hangs is waited for again, and not begun again beside itself. */
function oneAtATime<T>(work: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | null = null;
  return () =>
    (running ??= work().finally(() => {
      running = null;
    }));
}
