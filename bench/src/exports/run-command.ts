import { spawn } from 'node:child_process';
import { open, readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { runFile } from '@touchstone/runtime/programs';
import { checkoutFolder, childEnvironment } from '../places.ts';

export interface CommandRun {
  readonly seconds: number;
  /** The most memory that it had at any time. */
  readonly peakMegabytes: number;
  /** Of its standard output. */
  readonly bytes: number;
}

const pollMs = 20;

/** Runs `touchstone` with its output in a file. */
export async function runCommand(output: string, args: readonly string[]): Promise<CommandRun> {
  const file = await open(output, 'w');
  try {
    const began = performance.now();
    const main = path.join(checkoutFolder, 'cli/src/main.ts');
    const child = spawn(process.execPath, [runFile, main, ...args], {
      env: childEnvironment,
      stdio: ['ignore', file.fd, 'inherit'],
    });
    const exited = new Promise<number | null>((resolve, reject) => {
      child.once('error', reject).once('exit', resolve);
    });
    let peakKiB = 0;
    while (child.exitCode === null && child.signalCode === null) {
      peakKiB = Math.max(peakKiB, await peakOf(child.pid));
      await Promise.race([exited, pause(pollMs)]);
    }
    const status = await exited;
    if (status !== 0) throw new Error(`touchstone ${args.join(' ')} exited with ${String(status)}`);
    return {
      seconds: (performance.now() - began) / 1000,
      peakMegabytes: (peakKiB * 1024) / 1e6,
      bytes: (await file.stat()).size,
    };
  } finally {
    await file.close();
  }
}

/** Linux keeps the highest value itself, so only what comes after the last look is missed. */
async function peakOf(pid: number | undefined): Promise<number> {
  const status = await readFile(`/proc/${String(pid)}/status`, 'utf8').catch(() => '');
  return Number(/^VmHWM:\s*(\d+)/m.exec(status)?.[1] ?? 0);
}
