import process from 'node:process';
import type { GradingJob } from '@touchstone/contracts';
import { encodeFrame } from '../frame-codec.ts';
import type { Exchange, FramedProcess } from '../framed-process.ts';
import { observedIn, type Ended } from '../frames.ts';
import { jobProgramOf } from '../job-program.ts';
import { observeStarts, stopwatch } from '../observed-start.ts';
import { assembleReport } from '../report.ts';
import type { Recorded, Sandbox, SandboxObserver } from '../sandbox.ts';
import { launchPyodide, makeSnapshot, pyodideVersion } from './launch.ts';
import { SpareProcesses } from './spare-processes.ts';

/**
 * Grades in Pyodide, each time in a fresh process, for trying Touchstone out where bubblewrap is not
 * available. The only time limit is wall-clock time, and it is enforced here.
 */
export function createPyodideSandbox({
  observer,
}: { readonly observer?: SandboxObserver | undefined } = {}): Sandbox {
  let snapshot: Promise<Buffer> | undefined;
  const processes = new SpareProcesses({
    launch: observeStarts(async () => {
      snapshot ??= makeSnapshot();
      return launchPyodide(await snapshot);
    }, observer),
    count: 1,
  });
  const run = async (job: GradingJob, observing: boolean, signal?: AbortSignal) => {
    const waited = stopwatch();
    const python = await processes.take();
    observer?.waited(waited());
    return grade(python, { job, observing }, signal);
  };
  return {
    kind: 'pyodide',
    description: 'Pyodide, for trying out only: programs can forge their verdicts',
    python: pyodideVersion,
    interpreter: () => `CPython ${pyodideVersion()} of Pyodide`,
    forgeable: true,
    grade: async (job, { signal } = {}) => (await run(job, false, signal)).report,
    // Judge and student share one process, so there is no record.
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
  python: FramedProcess,
  { job, observing }: { job: GradingJob; observing: boolean },
  signal: AbortSignal | undefined,
): Promise<Recorded> {
  const { testFiles, cases, files, limits } = job.bundle;
  const program = jobProgramOf(job);
  const request = { ...program, testFiles, cases, files, limits, observing };
  const wallMs = limits.wallSeconds * 1000;
  try {
    const exchange = await python.exchange(encodeFrame(request), {
      lastKind: 'ended',
      deadlineMs: wallMs,
      isLast: true,
      signal,
    });
    if (exchange.end === 'killed') throw python.failure();
    const frames = exchange.frames.map(({ frame }) => frame);
    if (exchange.end !== 'complete') frames.push(endedBy(exchange.end, wallMs));
    return {
      report: assembleReport(frames, limits, program),
      record: null,
      observed: observedIn(frames),
    };
  } finally {
    python.kill();
  }
}

/** Stands in for the `ended` frame of a process that sent none. */
function endedBy(end: Exclude<Exchange['end'], 'complete' | 'killed'>, wallMs: number): Ended {
  const ending = { late: 'wall', exited: 'exited', garbled: 'garbled' } as const;
  return {
    kind: 'ended',
    ending: ending[end],
    status: null,
    wallMs: end === 'late' ? wallMs : 0,
    cpuMs: 0,
    peakMemoryBytes: 0,
    busyMs: null,
    place: null,
    visible: null,
  };
}
