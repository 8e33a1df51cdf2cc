import { vi } from 'vitest';
import { runProgram } from '../src/program.ts';

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
  const [stdout, stderr] = [capture(process.stdout), capture(process.stderr)];
  try {
    const status = await runProgram(args);
    return { status, stdout: stdout.text(), stderr: stderr.text() };
  } finally {
    stdout.end();
    stderr.end();
    isRunning = false;
  }
}

function capture(stream: NodeJS.WriteStream): { text(): string; end(): void } {
  let text = '';
  const spy = vi.spyOn(stream, 'write').mockImplementation((chunk) => {
    text += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8');
    return true;
  });
  return { text: () => text, end: () => spy.mockRestore() };
}
