import process from 'node:process';
import type { GradingJob, GradingReport } from '@touchstone/contracts';
import type { Ended } from '../frames.ts';
import type { Exchange, GradingProcess } from '../grading-process.ts';
import { assembleReport } from '../report.ts';
import type { Sandbox } from '../sandbox.ts';
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
  return {
    kind: 'pyodide',
    description: 'Pyodide, for trying out only: programs can forge their verdicts',
    python: pyodideVersion,
    forgeable: true,
    grade: async (job, { signal } = {}) => grade(await processes.take(), job, signal),
    // One process is judge and student both, and keeps no record.
    record: async (job, { signal } = {}) => ({
      report: await grade(await processes.take(), job, signal),
      record: null,
    }),
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
  { code, bundle }: GradingJob,
  signal: AbortSignal | undefined,
): Promise<GradingReport> {
  const { fileName, testFiles, cases, files, limits } = bundle;
  const wallMs = limits.wallSeconds * 1000;
  const exchange = await grading.exchange(
    { fileName, code, testFiles, cases, files, limits },
    { lastKind: 'ended', deadlineMs: wallMs, signal },
  );
  const frames =
    exchange.end === 'complete'
      ? exchange.frames
      : [...exchange.frames, endedBy(exchange.end, wallMs)];
  return assembleReport(frames, limits);
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
    visible: null,
  };
}
