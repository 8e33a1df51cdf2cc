import { messageOf } from '@touchstone/runtime/errors';
import { backOffMs } from '@touchstone/runtime/waiting';
import type { Launched } from './launched.ts';

/**
 * A process that the stack keeps running:
 *
 *   stopped  -> starting            start
 *   starting -> running             it is ready
 *   running  -> waiting             it exited unexpectedly
 *   waiting  -> starting            the back-off is over
 *   any      -> stopped             stop
 */
export interface StackProcess {
  readonly name: string;
  /** Null when it is not running. */
  readonly pid: number | null;
  /** Processes of the last start that are still running. */
  remains(): Promise<readonly number[]>;
  /** Sends a signal; if the process exits, it is started again. */
  kill(signal: NodeJS.Signals): void;
  /** Stops it in an orderly way, until `start`. */
  stop(): Promise<void>;
  /** Resolves when it is ready; rejects if it does not start. */
  start(): Promise<void>;
}

export interface SupervisedOptions {
  name: string;
  /** Rejects soon when the signal aborts, with nothing left running. */
  launch: (signal: AbortSignal) => Promise<Launched>;
  /** Called at every unexpected exit. */
  onNotice: (message: string) => void;
  backOff?: { firstMs: number; maxMs: number };
}

/** A process that ran longer than this before it exited is restarted without back-off. */
const steadyMs = 30_000;

export function supervise(options: SupervisedOptions): StackProcess {
  const { name, launch, onNotice, backOff = { firstMs: 200, maxMs: 10_000 } } = options;
  let launched: Launched | null = null;
  let last: Launched | null = null;
  let starting: Promise<void> | null = null;
  let stopping = new AbortController();
  let restart: NodeJS.Timeout | undefined;
  let failures = 0;

  const startAgain = (what: string) => {
    const delayMs = backOffMs(failures, backOff);
    failures += 1;
    onNotice(`${name} ${what}; restarting in ${delayMs / 1000} s.`);
    restart = setTimeout(() => {
      begin().then(
        () => onNotice(`${name} is running again.`),
        (error: unknown) => {
          if (!stopping.signal.aborted) startAgain(`did not start (${briefly(error)})`);
        },
      );
    }, delayMs);
  };

  const launchOnce = async ({ signal }: AbortController) => {
    const process = await launch(signal);
    launched = process;
    last = process;
    const startedAtMs = performance.now();
    void process.exited.then((exit) => {
      launched = null;
      if (signal.aborted) return;
      if (performance.now() - startedAtMs > steadyMs) failures = 0;
      startAgain(`exited (${exit.signal ?? `status ${exit.code ?? 'unknown'}`})`);
    });
  };

  const begin = () =>
    (starting ??= launchOnce(stopping).finally(() => {
      starting = null;
    }));

  return {
    name,
    get pid() {
      return launched?.pid ?? null;
    },
    remains: async () => (await last?.remains()) ?? [],
    kill: (signal) => launched?.kill(signal),
    start: async () => {
      if (launched !== null) return;
      clearTimeout(restart);
      if (stopping.signal.aborted) stopping = new AbortController();
      await begin();
    },
    stop: async () => {
      clearTimeout(restart);
      stopping.abort(new Error(`${name} is being stopped.`));
      await starting?.catch(() => undefined);
      await launched?.stop();
    },
  };
}

/** The message, and the last line of the log that follows it. */
function briefly(error: unknown): string {
  const lines = messageOf(error).trim().split('\n');
  return lines.length === 1 ? messageOf(error) : `${lines[0] ?? ''} ${lines.at(-1) ?? ''}`;
}
