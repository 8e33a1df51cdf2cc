import type { SandboxObserver } from './sandbox.ts';

interface Starting {
  /** Resolves when its interpreter is warm. */
  ready(): Promise<unknown>;
}

/** The same `launch`, which also reports how long each start took until the interpreter was warm. */
export function observeStarts<Options extends unknown[], Started extends Starting>(
  launch: (...options: Options) => Promise<Started>,
  observer: SandboxObserver | undefined,
): (...options: Options) => Promise<Started> {
  if (observer === undefined) return launch;
  return async (...options) => {
    const seconds = stopwatch();
    try {
      const started = await launch(...options);
      started.ready().then(
        () => observer.started(seconds()),
        () => observer.startFailed(),
      );
      return started;
    } catch (error) {
      observer.startFailed();
      throw error;
    }
  };
}

/** Returns the seconds since this call. */
export function stopwatch(): () => number {
  const startedAtMs = performance.now();
  return () => (performance.now() - startedAtMs) / 1_000;
}
