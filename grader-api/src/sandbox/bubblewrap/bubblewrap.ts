import { availableParallelism } from 'node:os';
import type { GradingJob } from '@touchstone/contracts';
import type { ReceivedFrame } from '../frame-codec.ts';
import { endedSchema, observedIn, recordIn } from '../frames.ts';
import { filesOf, jobProgramOf } from '../job-program.ts';
import { observeStarts, stopwatch } from '../observed-start.ts';
import { assembleReport } from '../report.ts';
import {
  SandboxError,
  UnfitHostError,
  type Inspection,
  type Recorded,
  type Sandbox,
  type SandboxObserver,
} from '../sandbox.ts';
import { gradedSchema, judgeFrames, probedSchema, stoppedPlace } from './answers.ts';
import { withRemedy } from './host.ts';
import { createLauncher, type Launcher, type LaunchOptions } from './launch.ts';
import { createLauncherClient } from './launcher-client.ts';
import { LostSupervisorError, type Supervisor } from './supervisor.ts';
import { WarmSupervisors, type Lease } from './warm-supervisors.ts';

export interface BubblewrapOptions extends LaunchOptions {
  /** The Unix socket of a launcher, which chooses the Python; without it this process starts the sandboxes. */
  readonly socket?: string | undefined;
  /** Gradings at once; by default one per core. */
  readonly slots?: number;
  /** A supervisor that has grown by more than this since it became warm is replaced. */
  readonly maxGrowthBytes?: number;
  /** The supervisor enforces the limits; if it has not answered this long after them, it has failed. */
  readonly backstopMs?: number;
  readonly observer?: SandboxObserver | undefined;
}

const backstopMs = 10_000;
const probeMs = 30_000;
const maxPreloadSets = 4;
const maxGrowthBytes = 16 * 1024 * 1024;

/** The part of an inspection that names what limits memory and processes. */
const limitsName = 'memory limited by';

/**
 * Runs each grading in fresh, isolated processes that are cloned from warm interpreters. When a
 * supervisor is lost during a job, it is replaced and the job is done once more.
 */
export function createBubblewrapSandbox(options: BubblewrapOptions): Sandbox {
  const { socket, slots = availableParallelism(), observer } = options;
  const launcher = socket === undefined ? createLauncher(options) : createLauncherClient(socket);
  const supervisors = new WarmSupervisors({
    launch: observeStarts((preload) => launcher.launch(preload), observer),
    maxSets: maxPreloadSets,
    slots,
  });
  const maxGrowth = options.maxGrowthBytes ?? maxGrowthBytes;

  const run = async (job: GradingJob, recording: boolean, signal?: AbortSignal) => {
    const { limits, preload } = job.bundle;
    const [head, parts] = requestOf(job, recording);
    const once = () => {
      const waited = stopwatch();
      return supervisors.use(
        preload,
        async ({ supervisor, slot, alone }: Lease) => {
          await supervisor.ready();
          observer?.waited(waited());
          const answer = await supervisor.request({
            frame: { ...head, core: slot, alone },
            parts,
            answer: 'ended',
            deadlineMs: limits.wallSeconds * 1000 + (options.backstopMs ?? backstopMs),
            signal,
          });
          return { value: answer, keep: await isSmall(supervisor, answer, maxGrowth) };
        },
        signal,
      );
    };
    return readAnswer(await retryOnceIfLost(once), job);
  };
  let { python } = options;
  let version: string | null = null;
  let interpreter: string | null = null;
  let limitedBy = '';
  const inspect = async () => {
    const { implementation, ...found } = await retryOnceIfLost(() =>
      supervisors.useApart([], (supervisor) => inspectWith(supervisor, launcher)),
    ).catch(remedied);
    const { inspection } = found;
    ({ python, version } = found);
    interpreter = `${implementation} ${version}`;
    // Without the reason, which only `doctor` shows.
    limitedBy = `, ${limitsName} ${inspection.parts[limitsName]?.split(' (')[0]}`;
    return inspection;
  };
  let warmedUp = false;

  return {
    kind: 'bubblewrap',
    get description() {
      return `bubblewrap with ${python}${limitedBy}`;
    },
    python: () => version,
    interpreter: () => interpreter,
    forgeable: false,
    grade: async (job, { signal } = {}) => (await run(job, false, signal)).report,
    record: (job, { signal } = {}) => run(job, true, signal),
    inspect,
    check: async () => {
      const { probes } = await inspect();
      const escapes = probes.filter((probe) => probe.found !== null);
      if (escapes.length > 0) {
        throw new UnfitHostError(
          escapes.map(({ name, remedy }) => `The probe "${name}" escapes: ${remedy}.`).join(' '),
          escapes.map(({ name, found }) => `${name}: ${found}`).join('; '),
        );
      }
      if (!warmedUp) supervisors.warmUp([]);
      warmedUp = true;
    },
    close: () => supervisors.close(),
  };
}

/** The frame for the supervisor, and the parts that only the processes of the grading read. */
function requestOf(job: GradingJob, recording: boolean): [object, Buffer[]] {
  const { bundle } = job;
  const { files, judge, limits, testFiles, cases, record } = bundle;
  const parts = [
    { ...jobProgramOf(job), files },
    { testFiles, cases, record, recording, observing: recording },
  ];
  const hidden = [...bundle.testFiles, ...bundle.cases].some((each) => each.hidden);
  const scriptsOnly =
    bundle.testFiles.length === 0 &&
    bundle.cases.every(({ kind }) => kind === 'script' || kind === 'rule');
  const head = { kind: 'grade', judge, limits, hidden, scriptsOnly };
  return [head, parts.map((part) => Buffer.from(JSON.stringify(part)))];
}

function readAnswer({ frame, parts }: ReceivedFrame, job: GradingJob): Recorded {
  const [report = none, stack = none, printed = none] = parts;
  const program = jobProgramOf(job);
  const fileNames = filesOf(program).map(({ fileName }) => fileName);
  const place = stoppedPlace(stack.toString('latin1'), fileNames);
  const ended = { ...endedSchema.parse(frame), place };
  const frames = judgeFrames(report);
  const text = printed.toString();
  const output = text === '' ? [] : [{ kind: 'output', text }];
  return {
    report: assembleReport([...frames, ...output, ended], job.bundle.limits, program),
    record: recordIn(frames),
    observed: observedIn(frames),
  };
}

const none = Buffer.alloc(0);

async function isSmall(
  supervisor: Supervisor,
  { frame }: ReceivedFrame,
  maxGrowth: number,
): Promise<boolean> {
  const before = (await supervisor.ready()).residentBytes;
  return gradedSchema.parse(frame).residentBytes - before <= maxGrowth;
}

async function retryOnceIfLost<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof LostSupervisorError) return work();
    throw error;
  }
}

async function inspectWith(
  supervisor: Supervisor,
  launcher: Launcher,
): Promise<{ inspection: Inspection; python: string; version: string; implementation: string }> {
  const { python: version, implementation, limitedBy, cgroupRefusal } = await supervisor.ready();
  const parts = await launcher.partsOf(supervisor);
  const answer = await supervisor.request({
    frame: { kind: 'probe' },
    answer: 'probed',
    deadlineMs: probeMs,
  });
  const { python, bubblewrap } = parts;
  const limits =
    limitedBy === 'cgroups' ? 'cgroup v2' : `rlimits (${cgroupRefusal ?? parts.cgroupRefusal})`;
  const { probes } = probedSchema.parse(answer.frame);
  return {
    inspection: { parts: { [python]: version, bubblewrap, [limitsName]: limits }, probes },
    python,
    version,
    implementation,
  };
}

function remedied(error: unknown): never {
  throw error instanceof SandboxError ? withRemedy(error) : error;
}
