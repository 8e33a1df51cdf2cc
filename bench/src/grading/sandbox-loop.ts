import type { Judge } from '@touchstone/contracts';
import type { Sandbox } from '@touchstone/grader-api/offline';
import { bundleFor } from '../recorded.ts';
import type { Contender } from './contender.ts';
import type { Program } from './programs.ts';

/** Grades the program once; resolves to the milliseconds that it took for the grader. */
export type GradeOnce = () => Promise<number>;

export async function gradingOf(
  sandbox: Sandbox,
  program: Program,
  judge: Judge,
): Promise<GradeOnce> {
  const bundle = await bundleFor(sandbox, program, judge);
  return async () => {
    const began = performance.now();
    const report = await sandbox.grade({ code: program.solution, bundle });
    if (report.verdict !== 'passed') {
      throw new Error(
        `${program.name} with the judge ${judge} should pass: ${report.verdict}\n${report.output}`,
      );
    }
    return performance.now() - began;
  };
}

export function createSandboxLoop(
  name: string,
  concurrency: number,
  gradeOnce: GradeOnce,
): Contender {
  const run = async (seconds: number) => {
    const millis: number[] = [];
    const began = performance.now();
    const grade = async () => {
      while (performance.now() - began < seconds * 1000) millis.push(await gradeOnce());
    };
    await Promise.all(Array.from({ length: concurrency }, grade));
    return { seconds: (performance.now() - began) / 1000, millis };
  };
  return { name, run, close: () => Promise.resolve() };
}
