import { vi } from 'vitest';
import { runProgram } from '../src/program.ts';

/** How a command has ended, and what it has said. */
export interface Outcome {
  /** Null after a signal, which only a process of its own gets. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

let isRunning = false;

/**
 * Runs `touchstone` in this process, which takes a small part of the time: for cases that are not
 * about a process of its own. One at a time, and not for `start` or `stack` once they have parsed
 * their options, for these take signals and outputs over.
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
