import process from 'node:process';
import type { GradingJob } from '@touchstone/contracts';
import { observedIn, type Ended } from '../frames.ts';
import type { Exchange, GradingProcess } from '../grading-process.ts';
import { assembleReport } from '../report.ts';
import type { Recorded, Sandbox } from '../sandbox.ts';
import { SpareProcesses } from '../spare-processes.ts';
import { launchPyodide, makeSnapshot, pyodideVersion } from './launch.ts';

/**
 * Grades in Pyodide, each time in a fresh stripped process, for trying Touchstone out where
 * bubblewrap cannot be had. Wall clock is the only limit on time, and it is kept from here.
 */
export function createPyodideSandbox(): Sandbox {
  let snapshot: Promise<Buffer> | undefined;
  const processes = new SpareProcesses({
    launch: async () => {
      snapshot ??= makeSnapshot();
      return launchPyodide(await snapshot);
    },
    count: 1,
  });
  const run = async (job: GradingJob, observing: boolean, signal?: AbortSignal) =>
    grade(await processes.take(), { job, observing }, signal);
  return {
    kind: 'pyodide',
    description: 'Pyodide, for trying out only: programs can forge their verdicts',
    python: pyodideVersion,
    interpreter: () => `CPython ${pyodideVersion()} of Pyodide`,
    forgeable: true,
    grade: async (job, { signal } = {}) => (await run(job, false, signal)).report,
    // One process is judge and student both, and keeps no record.
    record: (job, { signal } = {}) => run(job, true, signal),
    inspect: async () => {
      (await processes.take()).kill();
      return { parts: { 'Node.js': process.versions.node }, probes: [] };
    },
    check: async () => {
      (await processes.take()).kill();
    },
    close: () => processes.close(),
  };
}

async function grade(
  grading: GradingProcess,
  { job: { code, bundle }, observing }: { job: GradingJob; observing: boolean },
  signal: AbortSignal | undefined,
): Promise<Recorded> {
  const { fileName, testFiles, cases, files, limits } = bundle;
  const wallMs = limits.wallSeconds * 1000;
  const exchange = await grading.exchange(
    { fileName, code, testFiles, cases, files, limits, observing },
    { lastKind: 'ended', deadlineMs: wallMs, signal },
  );
  const frames =
    exchange.end === 'complete'
      ? exchange.frames
      : [...exchange.frames, endedBy(exchange.end, wallMs)];
  return {
    report: assembleReport(frames, limits, code),
    record: null,
    observed: observedIn(frames),
  };
}

/** The last word on a process that had none itself. */
function endedBy(end: Exclude<Exchange['end'], 'complete'>, wallMs: number): Ended {
  const ending = { deadline: 'wall', exited: 'exited', garbled: 'garbled' } as const;
  return {
    kind: 'ended',
    ending: ending[end],
    status: null,
    wallMs: end === 'deadline' ? wallMs : 0,
    cpuMs: 0,
    peakMemoryBytes: 0,
    busyMs: null,
    line: null,
    visible: null,
  };
}
