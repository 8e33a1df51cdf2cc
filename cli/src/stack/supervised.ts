import { messageOf } from '../command-error.ts';
import type { Launched } from './launched.ts';

/**
 * A process that the stack keeps running:
 *
 *   stopped  -> starting            start
 *   starting -> running             it is ready
 *   running  -> waiting             it ended without being told to
 *   waiting  -> starting            the back-off is over
 *   any      -> stopped             stop
 */
export interface StackProcess {
  readonly name: string;
  /** Null when it isn't running. */
  readonly pid: number | null;
  /** Of the last one that was started, whatever has not ended. */
  remains(): Promise<readonly number[]>;
  /** Sends a signal to a running one, which is started again when that ends it. */
  kill(signal: NodeJS.Signals): void;
  /** Ends it in good order; it stays so until `start`. */
  stop(): Promise<void>;
  /** Resolves when it is ready; rejects when it doesn't come up. */
  start(): Promise<void>;
}

export interface SupervisedOptions {
  name: string;
  /** Rejects soon when the signal aborts, with nothing left running. */
  launch: (signal: AbortSignal) => Promise<Launched>;
  /** Told of every unexpected end. */
  onNotice: (message: string) => void;
  backOff?: { firstMs: number; mostMs: number };
}

/** One that ran so long before it ended is started again as quickly as the first time. */
const steadyMs = 30_000;

export function supervise(options: SupervisedOptions): StackProcess {
  const { name, launch, onNotice, backOff = { firstMs: 200, mostMs: 10_000 } } = options;
  let launched: Launched | null = null;
  let last: Launched | null = null;
  let starting: Promise<void> | null = null;
  let stopping = new AbortController();
  let restart: NodeJS.Timeout | undefined;
  let failures = 0;

  const startAgain = (what: string) => {
    const delayMs = Math.min(backOff.firstMs * 2 ** failures, backOff.mostMs);
    failures += 1;
    onNotice(`${name} ${what}; it is started again in ${delayMs / 1000} s.`);
    restart = setTimeout(() => {
      begin().then(
        () => onNotice(`${name} is back.`),
        (error: unknown) => {
          if (!stopping.signal.aborted) startAgain(`did not come up (${briefly(error)})`);
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
      startAgain(`ended (${exit.signal ?? `status ${exit.code ?? 'unknown'}`})`);
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

/** What is wrong, and the last words of a log that follows. */
function briefly(error: unknown): string {
  const lines = messageOf(error).trim().split('\n');
  return lines.length === 1 ? messageOf(error) : `${lines[0] ?? ''} ${lines.at(-1) ?? ''}`;
}
