import { setTimeout as delay } from 'node:timers/promises';
import type { Stack, StackProcess } from '@touchstone/cli/stack';
import type { PlannedFault } from '../plan/plan-faults.ts';
import type { Fault } from '../verify/run-log.ts';
import { inflict } from './inflict.ts';

export interface Breaker {
  /** Call this for each accepted submission. */
  onAccepted(): void;
  /** Resolves when all planned faults are over; rejects if a process did not restart. */
  finished(): Promise<void>;
  readonly faults: readonly Fault[];
  /** How many there will be. */
  readonly planned: number;
}

const pollMs = 50;

/**
 * Causes faults as planned, one at a time for each process, or `inTurn` one after the other. `signal`
 * aborts the waiting.
 */
export function createBreaker(
  stack: Stack,
  plan: readonly PlannedFault[],
  { signal, inTurn }: { signal: AbortSignal; inTurn: boolean },
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
      kind: planned.kind,
      process: process.name,
      atMs: Date.now(),
      endedAtMs: null,
    };
    faults.push(fault);
    try {
      await inflict(stack, process, planned);
      fault.endedAtMs = Date.now();
    } finally {
      broken.delete(process);
    }
  };

  /** The planned process, or the next one that is running without a fault. */
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
    planned: plan.length,
    onAccepted() {
      accepted++;
      while ((waiting[0]?.afterAccepted ?? Infinity) <= accepted) {
        const planned = waiting.shift();
        if (planned === undefined) return;
        const before = inTurn ? running.at(-1) : undefined;
        const done =
          before === undefined ? breakOne(planned) : before.then(() => breakOne(planned));
        done.catch(() => undefined);
        running.push(done);
      }
    },
    async finished() {
      await Promise.all(running);
    },
  };
}

/** A full disk affects all processes. It counts as PostgreSQL's fault, so that it has no other one. */
const prefixes: Record<string, string> = {
  api: 'programming-api-',
  grader: 'grader-api-',
  disk: 'postgres',
};

const processesOf = (stack: Stack, of: string): StackProcess[] =>
  stack.processes.filter(({ name }) => name.startsWith(prefixes[of] ?? of));
