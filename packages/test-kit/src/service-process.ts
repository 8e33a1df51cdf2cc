import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** One of our services as a process of its own, with its own process group. */
export interface ServiceProcess {
  readonly pid: number;
  /** What it has said so far, on both streams. */
  output(): string;
  kill(signal: NodeJS.Signals): void;
  /** Its exit status; null when a signal ended it. */
  readonly exited: Promise<number | null>;
}

/** Starts a `main.ts`; `environment` is all it gets. */
export function spawnService(
  main: URL,
  environment: Readonly<Record<string, string>>,
): ServiceProcess {
  const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), main.pathname], {
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
