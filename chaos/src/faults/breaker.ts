import { setTimeout as delay } from 'node:timers/promises';
import type { Stack, StackProcess } from '@touchstone/cli/stack';
import type { PlannedFault } from '../plan/plan-faults.ts';
import type { Fault } from '../verify/run-record.ts';
import { inflict } from './inflict.ts';

export interface Breaker {
  /** To be called with each submission that was accepted. */
  onAccepted(): void;
  /** Resolves when all planned faults are over; rejects when a process did not come back. */
  finished(): Promise<void>;
  readonly faults: readonly Fault[];
}

const pollMs = 50;

/** Breaks things as planned, each process one fault at a time. `signal` ends the waiting. */
export function createBreaker(
  stack: Stack,
  plan: readonly PlannedFault[],
  signal: AbortSignal,
): Breaker {
  const waiting = [...plan];
  const faults: { -readonly [Key in keyof Fault]: Fault[Key] }[] = [];
  const broken = new Set<StackProcess>();
  const running: Promise<void>[] = [];
  let accepted = 0;

  const breakOne = async (planned: PlannedFault): Promise<void> => {
    await delay(planned.delayMs, undefined, { signal });
    const process = await target(planned);
    broken.add(process);
    const fault: (typeof faults)[number] = {
      ...{ kind: planned.kind, process: process.name, atMs: Date.now(), endedAtMs: null },
    };
    faults.push(fault);
    try {
      await inflict(stack, process, planned);
      fault.endedAtMs = Date.now();
    } finally {
      broken.delete(process);
    }
  };

  /** The planned one, or the next that is running and whole. */
  const target = async ({ kind, target: first }: PlannedFault): Promise<StackProcess> => {
    const candidates = processesOf(stack, kind.split(' ')[0] ?? '');
    for (;;) {
      for (let offset = 0; offset < candidates.length; offset++) {
        const process = candidates[(first + offset) % candidates.length];
        if (process !== undefined && process.pid !== null && !broken.has(process)) return process;
      }
      await delay(pollMs, undefined, { signal });
    }
  };

  return {
    faults,
    onAccepted() {
      accepted++;
      while ((waiting[0]?.afterAccepted ?? Infinity) <= accepted) {
        const planned = waiting.shift();
        if (planned === undefined) return;
        const done = breakOne(planned);
        done.catch(() => undefined);
        running.push(done);
      }
    },
    async finished() {
      await Promise.all(running);
    },
  };
}

/** A full disk is everybody's; PostgreSQL stands for all, so that nothing else is done to it then. */
const prefixes: Record<string, string> = {
  api: 'programming-api-',
  grader: 'grader-api-',
  disk: 'postgres',
};

const processesOf = (stack: Stack, of: string): StackProcess[] =>
  stack.processes.filter(({ name }) => name.startsWith(prefixes[of] ?? of));
