import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Stack, StackProcess } from '@touchstone/cli/stack';
import { fillDisk, waitFor } from '@touchstone/test-kit';
import { Redis } from 'ioredis';
import { freezeMs, fullDiskMs, graderFreezeMs } from '../deadlines.ts';
import type { FaultKind, PlannedFault } from '../plan/plan-faults.ts';

/** Causes the fault; resolves when the process has recovered, rejects if it does not restart. */
export async function inflict(
  stack: Stack,
  process: StackProcess,
  fault: PlannedFault,
): Promise<void> {
  switch (actionOf(fault.kind)) {
    case 'kill':
      return kill(process, 'SIGKILL', fault.downMs);
    case 'quit':
      return kill(process, 'SIGQUIT', fault.downMs);
    case 'restart':
      await process.stop();
      return restart(process);
    case 'freeze':
      process.kill('SIGSTOP');
      await delay(frozenMs(fault));
      process.kill('SIGCONT');
      return;
    case 'flush':
      return flush(stack.redisUrl);
    case 'full':
      return fillForAWhile(stack, fault);
  }
}

function frozenMs({ kind, target }: PlannedFault): number {
  const { min, max } = kind === 'grader freeze' ? graderFreezeMs : freezeMs;
  return min + (target / 12) * (max - min);
}

type Action = 'kill' | 'quit' | 'restart' | 'freeze' | 'flush' | 'full';

const actionOf = (kind: FaultKind): Action => kind.split(' ')[1] as Action;

/** Restarts the process, since the stack's back-off would grow with so many faults. */
async function kill(process: StackProcess, signal: NodeJS.Signals, downMs: number): Promise<void> {
  const { pid } = process;
  process.kill(signal);
  await waitFor(() => process.pid !== pid, { what: `the exit of ${process.name}` });
  await delay(downMs);
  await restart(process);
}

/** Retries, since the disk may be full at this moment. */
async function restart(process: StackProcess): Promise<void> {
  const start = (): Promise<true> => process.start().then(() => true);
  await waitFor(start, { what: `the start of ${process.name}`, intervalMs: 500 });
}

/** Fills the disk for some seconds; resolves when all processes are running again. */
async function fillForAWhile(
  { folder, processes }: Stack,
  { target }: PlannedFault,
): Promise<void> {
  const ballast = fillDisk(join(folder, '..', 'ballast'));
  try {
    await delay(fullDiskMs.min + (target / 12) * (fullDiskMs.max - fullDiskMs.min));
  } finally {
    ballast.remove();
  }
  await waitFor(() => processes.every(({ pid }) => pid !== null), {
    what: 'all processes after the disk was full',
  });
}

async function flush(redisUrl: string): Promise<void> {
  const redis = new Redis(redisUrl, { lazyConnect: true, maxRetriesPerRequest: 0 });
  redis.on('error', () => undefined);
  try {
    await redis.connect();
    await redis.flushall();
  } finally {
    redis.disconnect();
  }
}
