import { availableParallelism } from 'node:os';
import type { GradingBundle } from '@touchstone/contracts';
import type { Sandbox } from '@touchstone/grader-api/offline';
import { clearProgress, showProgress } from '../progress.ts';
import { slope } from '../statistics.ts';
import type { Inventory, Surroundings } from './inventory.ts';
import { grownWhileWarm } from './leftovers.ts';
import { soakProgram, soakPrograms, type SoakProgram } from './programs.ts';
import { steady, waitUntil } from './wait-until.ts';

const samplesWanted = 40;

export interface Sample {
  /** Gradings done by then. */
  readonly gradings: number;
  readonly graderKiB: number;
  readonly belowKiB: number;
}

export interface Soaking {
  /** After the first gradings, and after the last. */
  readonly warm: Inventory;
  readonly soaked: Inventory;
  readonly samples: readonly Sample[];
  readonly perSecond: number;
  /** A sentence for each wrong verdict. */
  readonly wrongVerdicts: readonly string[];
}

/** Grades `count` programs, one per core at once, and inspects the machine meanwhile. */
export async function soakSandbox(
  sandbox: Sandbox,
  bundle: GradingBundle,
  { count, surroundings }: { count: number; surroundings: Surroundings },
): Promise<Soaking> {
  const wrongVerdicts: string[] = [];
  const gradeAll = async (programs: readonly SoakProgram[]) => {
    const waiting = programs.values();
    const grade = async () => {
      for (const program of waiting) {
        const fault = await wrongVerdict(sandbox, bundle, program);
        if (fault !== null) wrongVerdicts.push(fault);
      }
    };
    await Promise.all(Array.from({ length: availableParallelism() }, grade));
  };

  // Warm up: some things are created at first use and stay.
  await gradeAll([...soakPrograms, ...soakPrograms]);
  const warm = await steady(surroundings);
  const samples: Sample[] = [];
  let gradingMs = 0;
  const step = Math.max(1, Math.ceil(count / samplesWanted));
  for (let done = 0; done < count;) {
    const numbers = Array.from(
      { length: Math.min(step, count - done) },
      (_, index) => done + index,
    );
    const startMs = performance.now();
    await gradeAll(numbers.map(soakProgram));
    gradingMs += performance.now() - startMs;
    done += numbers.length;
    const now = await waitUntil(
      surroundings,
      ({ below }) => below.pids.length <= warm.below.pids.length,
    );
    samples.push({
      gradings: done,
      graderKiB: now.ownResidentKiB,
      belowKiB: now.below.residentKiB,
    });
    showProgress(`${done} of ${count}`);
  }
  clearProgress();
  const soaked = await waitUntil(surroundings, (now) => grownWhileWarm(warm, now).length === 0);
  return { warm, soaked, samples, perSecond: count / (gradingMs / 1000), wrongVerdicts };
}

async function wrongVerdict(
  sandbox: Sandbox,
  bundle: GradingBundle,
  program: SoakProgram,
): Promise<string | null> {
  const { verdict, output } = await sandbox.grade({ code: program.code, bundle });
  if ((verdict === 'passed') === program.passes && verdict !== 'internal-error') return null;
  return `the program that ${program.name} got ${verdict}: ${output.slice(0, 200)}`;
}

/**
 * How much memory grew over all gradings, by the least-squares line through the later samples: single
 * outliers and what is created at the start do not count.
 */
export function growthKiB(samples: readonly Sample[], pick: (sample: Sample) => number): number {
  const later = samples.slice(Math.floor(samples.length / 4));
  const points = later.map((sample) => ({ x: sample.gradings, y: pick(sample) }));
  return Math.round(slope(points) * (samples.at(-1)?.gradings ?? 0));
}
