import { vi } from 'vitest';
import { runProgram } from '../src/program.ts';
import { stopSignals } from '../src/shared/interruption.ts';

/** The exit status and the output of a command. */
export interface Outcome {
  /** Null after a signal, which only a separate process gets. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

let isRunning = false;

/**
 * Runs `touchstone` in this process, which is much faster, for tests that need no separate process.
 * One at a time, and `start` and `stack` only with options that they refuse, since they handle signals
 * and outputs themselves.
 */
export async function touchstoneHere(...args: string[]): Promise<Outcome> {
  if (isRunning) throw new Error('One command at a time can write to the outputs of a process.');
  isRunning = true;
  const forgetListeners = rememberListeners();
  const [stdout, stderr] = [capture(process.stdout), capture(process.stderr)];
  try {
    const status = await runProgram(args);
    return { status, stdout: stdout.text(), stderr: stderr.text() };
  } finally {
    stdout.end();
    stderr.end();
    forgetListeners();
    isRunning = false;
  }
}

/** A command handles signals until its process exits. Returns how to remove what it has added. */
function rememberListeners(): () => void {
  const before = stopSignals.map((name) => new Set(process.listeners(name)));
  return () => {
    for (const [index, name] of stopSignals.entries()) {
      for (const listener of process.listeners(name)) {
        if (before[index]?.has(listener) === false) process.off(name, listener);
      }
    }
  };
}

function capture(stream: NodeJS.WriteStream): { text(): string; end(): void } {
  let text = '';
  const spy = vi.spyOn(stream, 'write').mockImplementation((chunk) => {
    text += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8');
    return true;
  });
  return { text: () => text, end: () => spy.mockRestore() };
}
