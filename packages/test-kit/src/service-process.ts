import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { runFile } from '@touchstone/runtime/programs';

/** One of our services as a separate process in its own process group. */
export interface ServiceProcess {
  readonly pid: number;
  /** Its output so far, of both streams. */
  output(): string;
  kill(signal: NodeJS.Signals): void;
  /** Its exit status; null if a signal killed it. */
  readonly exited: Promise<number | null>;
}

/** Starts a `main.ts` with exactly this environment. */
export function spawnService(
  main: URL,
  environment: Readonly<Record<string, string>>,
): ServiceProcess {
  const child = spawn(process.execPath, [runFile, main.pathname], {
    env: environment,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  return {
    pid: child.pid ?? 0,
    output: () => output,
    kill: (signal) => void child.kill(signal),
    exited: once(child, 'exit').then(([code]) => code as number | null),
  };
}
