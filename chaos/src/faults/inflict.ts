import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Stack, StackProcess } from '@touchstone/cli/stack';
import { fillDisk, waitFor } from '@touchstone/test-kit';
import { Redis } from 'ioredis';
import { freezeMs, fullDiskMs, graderFreezeMs } from '../deadlines.ts';
import type { FaultKind, PlannedFault } from '../plan/plan-faults.ts';

/** Does it, and resolves when the process is well again; rejects when it does not come back. */
export async function inflict(
  stack: Stack,
  process: StackProcess,
  fault: PlannedFault,
): Promise<void> {
  switch (actionOf(fault.kind)) {
    case 'kill':
      return end(process, 'SIGKILL', fault.downMs);
    case 'quit':
      return end(process, 'SIGQUIT', fault.downMs);
    case 'restart':
      await process.stop();
      return startAgain(process);
    case 'freeze':
      process.kill('SIGSTOP');
      await delay(frozenMs(fault));
      process.kill('SIGCONT');
      return;
    case 'flush':
      return flush(stack.redisUrl);
    case 'full':
      return leaveNoRoom(stack, fault);
  }
}

function frozenMs({ kind, target }: PlannedFault): number {
  const { least, most } = kind === 'grader freeze' ? graderFreezeMs : freezeMs;
  return least + (target / 12) * (most - least);
}

type Action = 'kill' | 'quit' | 'restart' | 'freeze' | 'flush' | 'full';

const actionOf = (kind: FaultKind): Action => kind.split(' ')[1] as Action;

/** Started again here, since the stack would wait ever longer for one that ends so often. */
async function end(process: StackProcess, signal: NodeJS.Signals, downMs: number): Promise<void> {
  const { pid } = process;
  process.kill(signal);
  await waitFor(() => process.pid !== pid, { what: `the end of ${process.name}` });
  await delay(downMs);
  await startAgain(process);
}

/** More than once if need be: the disk may be full at this moment. */
async function startAgain(process: StackProcess): Promise<void> {
  const start = (): Promise<true> => process.start().then(() => true);
  await waitFor(start, { what: `the start of ${process.name}`, intervalMs: 500 });
}

/** All processes but those that another fault keeps away are there again when it is over. */
async function leaveNoRoom({ folder, processes }: Stack, { target }: PlannedFault): Promise<void> {
  const ballast = fillDisk(join(folder, '..', 'ballast'));
  try {
    await delay(fullDiskMs.least + (target / 12) * (fullDiskMs.most - fullDiskMs.least));
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
