import { setTimeout as delay } from 'node:timers/promises';
import type { Stack, StackProcess } from '@touchstone/cli/stack';
import { waitFor } from '@touchstone/test-kit';
import { Redis } from 'ioredis';
import { freezeMs, graderFreezeMs } from '../deadlines.ts';
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
      return process.start();
    case 'freeze':
      process.kill('SIGSTOP');
      await delay(frozenMs(fault));
      process.kill('SIGCONT');
      return;
    case 'flush':
      return flush(stack.redisUrl);
  }
}

function frozenMs({ kind, target }: PlannedFault): number {
  const { least, most } = kind === 'grader freeze' ? graderFreezeMs : freezeMs;
  return least + (target / 12) * (most - least);
}

type Action = 'kill' | 'quit' | 'restart' | 'freeze' | 'flush';

const actionOf = (kind: FaultKind): Action => kind.split(' ')[1] as Action;

/** Started again here, since the stack would wait ever longer for one that ends so often. */
async function end(process: StackProcess, signal: NodeJS.Signals, downMs: number): Promise<void> {
  const { pid } = process;
  process.kill(signal);
  await waitFor(() => process.pid !== pid, { what: `the end of ${process.name}` });
  await delay(downMs);
  await process.start();
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
