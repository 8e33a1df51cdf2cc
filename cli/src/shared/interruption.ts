import { InterruptedError } from '../command-error.ts';

/**
 * One press of Ctrl-C reaches the process more than once: from the terminal, and again from npm or
 * a watcher that forwards it. Signals within this time of the first are the same press.
 */
const samePressMs = 500;

/** Signals that stop a command: Ctrl-C, a service manager, a closed terminal. */
export const stopSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export interface Interruption {
  /** Aborts at the first signal. */
  readonly signal: AbortSignal;
  /** Resolves at the first signal. */
  readonly requested: Promise<void>;
}

/**
 * Handles signals until the process exits. The first one requests an orderly stop, which may take
 * `graceMs`; after that, or at a second press of Ctrl-C, `abandon` runs and the process exits
 * immediately.
 */
export function handleInterruption(options: {
  graceMs: number;
  onRequest?: () => void;
  abandon?: () => void;
}): Interruption {
  const controller = new AbortController();
  const { signal } = controller;
  let firstAtMs = 0;

  const end = () => {
    options.abandon?.();
    process.exit(1);
  };
  const onSignal = () => {
    if (signal.aborted) {
      if (performance.now() - firstAtMs > samePressMs) end();
      return;
    }
    firstAtMs = performance.now();
    options.onRequest?.();
    setTimeout(end, options.graceMs).unref();
    controller.abort(new InterruptedError());
  };
  for (const name of stopSignals) process.on(name, onSignal);

  const requested = new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  return { signal, requested };
}
