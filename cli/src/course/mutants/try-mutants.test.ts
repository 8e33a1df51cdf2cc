import { gradingBundleSchema, gradingLimitsSchema, type GradingJob } from '@touchstone/contracts';
import { expect, it } from 'vitest';
import { limitsFor, tryMutants, type MutantRun } from './try-mutants.ts';

const bundle = gradingBundleSchema.parse({
  fileName: 'submission.py',
  judge: 'split',
  scoring: 'all',
  points: 100,
  limits: {},
  preload: [],
  testFiles: [],
  files: [],
  record: null,
});
const runOf = (programs: readonly string[]): MutantRun => ({
  bundle,
  model: { cpuMs: 20, wallMs: 60 },
  mutants: programs.map((program) => {
    const change = { operator: 'constant', isMessage: false, line: 1, diff: program };
    return { ...change, program: { code: program } };
  }),
  outcomes: new Map(),
});

/** Grades by what the program says; keeps the jobs. */
function aSandbox(used: { cpuMs: number } = { cpuMs: 300 }) {
  const jobs: GradingJob[] = [];
  const grade = (job: GradingJob) => {
    jobs.push(job);
    const isPatient = job.bundle.limits.wallSeconds === bundle.limits.wallSeconds;
    const verdict = job.code.startsWith('slow')
      ? isPatient
        ? ('passed' as const)
        : ('timeout' as const)
      : job.code.startsWith('broken')
        ? ('internal-error' as const)
        : job.code.startsWith('same')
          ? ('passed' as const)
          : ('failed' as const);
    const usage = { wallMs: 1, cpuMs: used.cpuMs, peakMemoryBytes: 1 };
    return Promise.resolve({ verdict, tests: [], output: '', ...usage, visible: null });
  };
  return { grade, jobs };
}

it('tries the mutants of all assignments in turn, and each once', async () => {
  const [one, other] = [runOf(['a1', 'same a2', 'a3']), runOf(['b1', 'broken b2'])];
  one.outcomes.set('a3', 'survived');
  const sandbox = aSandbox();
  await tryMutants([one, other], sandbox, { seconds: 60 });
  expect(sandbox.jobs.map(({ code }) => code)).toEqual(['a1', 'b1', 'same a2', 'broken b2']);
  expect(Object.fromEntries([...one.outcomes])).toEqual({
    a1: 'noticed',
    'same a2': 'survived',
    a3: 'survived',
  });
  expect([...other.outcomes]).toEqual([['b1', 'noticed']]);
});

it('tries none when the time is up', async () => {
  const [run, sandbox] = [runOf(['a1']), aSandbox()];
  await tryMutants([run], sandbox, { seconds: 0 });
  expect([run.outcomes.size, sandbox.jobs.length]).toEqual([0, 0]);
});

it('waits longer before it counts one that was stopped by the clock alone', async () => {
  const [run, waiting] = [runOf(['slow']), aSandbox({ cpuMs: 10 })];
  await tryMutants([run], waiting, { seconds: 60 });
  expect([...run.outcomes.values(), waiting.jobs.length]).toEqual(['survived', 2]);
  const [again, computing] = [runOf(['slow']), aSandbox({ cpuMs: 201 })];
  await tryMutants([again], computing, { seconds: 60 });
  expect([...again.outcomes.values(), computing.jobs.length]).toEqual(['noticed', 1]);
});

it.each([
  [20, 0.2],
  [40, 0.2],
  [100, 0.5],
  [3_000, 5],
])('lets a mutant of a model that takes %d ms compute for %d s', (cpuMs, cpuSeconds) => {
  const limits = limitsFor(gradingLimitsSchema.parse({}), { cpuMs, wallMs: cpuMs });
  expect(limits.cpuSeconds).toBe(cpuSeconds);
  expect(limits.wallSeconds).toBeGreaterThanOrEqual(cpuSeconds);
  expect(limits.wallSeconds).toBeLessThanOrEqual(10);
});
