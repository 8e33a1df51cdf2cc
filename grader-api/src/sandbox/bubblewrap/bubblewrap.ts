import type { GradingBundle, GradingJob, GradingReport } from '@touchstone/contracts';
import { probedSchema } from '../frames.ts';
import type { Exchange, GradingProcess } from '../grading-process.ts';
import { assembleReport } from '../report.ts';
import { SandboxError, type Sandbox } from '../sandbox.ts';
import { SpareProcesses } from '../spare-processes.ts';
import { refuseHostRoot, withRemedy } from './host.ts';
import { launchBubblewrap } from './launch.ts';

const spareCount = 2;

/** The supervisor keeps the limits; this long after them it must have failed. */
const backstopMs = 10_000;
const probeMs = 30_000;

/** Each grading in a bubblewrap of its own, started ahead of time and never used again. */
export function createBubblewrapSandbox(options: { python: string }): Sandbox {
  const processes = new SpareProcesses({
    launch: () => launchBubblewrap(options.python),
    count: spareCount,
  });
  return {
    kind: 'bubblewrap',
    description: `bubblewrap with ${options.python}`,
    forgeable: false,
    grade: async (job, { signal } = {}) => grade(await processes.take(), job, signal),
    record: async (job) => {
      const report = await grade(await processes.take(), job, undefined);
      const tests = report.tests.map(({ name }) => name);
      return { report, record: report.verdict === 'passed' ? { tests, uses: {} } : null };
    },
    check: async () => {
      try {
        await probe(await processes.take());
      } catch (error) {
        throw error instanceof SandboxError ? withRemedy(error) : error;
      }
    },
    close: () => processes.close(),
  };
}

async function grade(
  process: GradingProcess,
  { code, bundle }: GradingJob,
  signal: AbortSignal | undefined,
): Promise<GradingReport> {
  const exchange = await process.exchange(jobFrame(code, bundle), {
    lastKind: 'ended',
    deadlineMs: bundle.limits.wallSeconds * 1000 + backstopMs,
    signal,
  });
  refuseIncomplete(exchange);
  return assembleReport(exchange.frames, bundle.limits);
}

function jobFrame(code: string, bundle: GradingBundle): object {
  const { fileName, testFiles, files, preload, limits } = bundle;
  return { kind: 'grade', fileName, code, testFiles, files, preload, limits };
}

async function probe(process: GradingProcess): Promise<void> {
  if (process.pid !== undefined) await refuseHostRoot(process.pid);
  const exchange = await process.exchange(
    { kind: 'probe' },
    { lastKind: 'probed', deadlineMs: probeMs },
  );
  refuseIncomplete(exchange);
  const { faults } = probedSchema.parse(exchange.frames.at(-1));
  if (faults.length > 0) throw new SandboxError(`the sandbox leaks: ${faults.join('; ')}`);
}

function refuseIncomplete({ end, diagnosis }: Exchange): void {
  if (end === 'complete') return;
  const what = { deadline: 'did not answer in time', exited: 'ended', garbled: 'was garbled' }[end];
  throw new SandboxError(`the sandbox ${what}${diagnosis === '' ? '' : `: ${diagnosis}`}`);
}
