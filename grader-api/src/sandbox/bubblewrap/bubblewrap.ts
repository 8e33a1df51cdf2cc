import { availableParallelism } from 'node:os';
import type { GradingJob } from '@touchstone/contracts';
import { endedSchema, observedIn, recordIn } from '../frames.ts';
import { assembleReport } from '../report.ts';
import {
  SandboxError,
  UnfitHostError,
  type Inspection,
  type Recorded,
  type Sandbox,
} from '../sandbox.ts';
import { gradedSchema, judgeFrames, probedSchema, type Answer } from './answers.ts';
import { withRemedy } from './host.ts';
import { createLauncher, type Launcher } from './launch.ts';
import { createLauncherClient } from './launcher-client.ts';
import { stoppedLine } from './stopped-line.ts';
import { LostSupervisorError, type Supervisor } from './supervisor.ts';
import { WarmSupervisors, type Turn } from './warm-supervisors.ts';

export interface BubblewrapOptions {
  readonly python: string;
  /** Where root starts the sandbox, the uid that it has on the host. */
  readonly uid?: number | undefined;
  /** The Unix socket of who starts the sandboxes, with a Python of its own choice; else this process does. */
  readonly socket?: string | undefined;
  /** Gradings at once; as many as there are cores by default. */
  readonly slots?: number;
  /** A supervisor whose memory has grown by more since it became warm is replaced. */
  readonly growthMaxBytes?: number;
  /** The supervisor keeps the limits; this long after them it must have failed. */
  readonly backstopMs?: number;
}

const backstopMs = 10_000;
const probeMs = 30_000;
const preloadSetsMax = 4;
const growthMaxBytes = 16 * 1024 * 1024;

/** The part of an inspection that says what bounds memory and processes. */
const limitsName = 'memory limited by';

/**
 * Each grading in fresh processes behind walls of their own, forked from interpreters that are kept
 * warm. A supervisor that is lost under a job is replaced, and the job done once more.
 */
export function createBubblewrapSandbox(options: BubblewrapOptions): Sandbox {
  const { socket, slots = availableParallelism() } = options;
  const launcher = socket === undefined ? createLauncher(options) : createLauncherClient(socket);
  const supervisors = new WarmSupervisors({
    launch: (preload) => launcher.launch(preload),
    setsMax: preloadSetsMax,
    slots,
  });
  const growthMax = options.growthMaxBytes ?? growthMaxBytes;

  const run = async (job: GradingJob, recording: boolean, signal?: AbortSignal) => {
    const { limits, preload } = job.bundle;
    const [head, parts] = requestOf(job, recording);
    const once = () =>
      supervisors.use(
        preload,
        async ({ supervisor, slot, alone }: Turn) => {
          const answer = await supervisor.ask({
            frame: { ...head, core: slot, alone },
            parts,
            answer: 'ended',
            deadlineMs: limits.wallSeconds * 1000 + (options.backstopMs ?? backstopMs),
            signal,
          });
          return { value: answer, keep: await isSmall(supervisor, answer, growthMax) };
        },
        signal,
      );
    return told(await again(once), job);
  };
  let { python } = options;
  let version: string | null = null;
  let interpreter: string | null = null;
  let limitedBy = '';
  const inspect = async () => {
    const { implementation, ...found } = await again(() =>
      supervisors.useApart([], (supervisor) => inspectWith(supervisor, launcher)),
    ).catch(remedied);
    const { inspection } = found;
    ({ python, version } = found);
    interpreter = `${implementation} ${version}`;
    // Without the reason, which is for whoever asks `doctor`.
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

/** The frame for the supervisor, and what only the processes of the grading read. */
function requestOf({ code, bundle }: GradingJob, recording: boolean): [object, Buffer[]] {
  const { fileName, files, judge, limits, ...rest } = bundle;
  const parts = [
    { fileName, code, files },
    { ...rest, recording, observing: recording },
  ];
  const hidden = [...bundle.testFiles, ...bundle.cases].some((each) => each.hidden);
  const scriptsOnly =
    bundle.testFiles.length === 0 && bundle.cases.every(({ kind }) => kind === 'script');
  const head = { kind: 'grade', judge, limits, hidden, scriptsOnly };
  return [head, parts.map((part) => Buffer.from(JSON.stringify(part)))];
}

function told({ frame, parts }: Answer, { code, bundle }: GradingJob): Recorded {
  const [report = none, place = none, printed = none] = parts;
  const line = stoppedLine(place.toString('latin1'), bundle.fileName);
  const ended = { ...endedSchema.parse(frame), line };
  const frames = judgeFrames(report);
  const text = printed.toString();
  const output = text === '' ? [] : [{ kind: 'output', text }];
  return {
    report: assembleReport([...frames, ...output, ended], bundle.limits, code),
    record: recordIn(frames),
    observed: observedIn(frames),
  };
}

const none = Buffer.alloc(0);

async function isSmall(
  supervisor: Supervisor,
  { frame }: Answer,
  growthMax: number,
): Promise<boolean> {
  const before = (await supervisor.ready()).residentBytes;
  return gradedSchema.parse(frame).residentBytes - before <= growthMax;
}

/** Once more when the supervisor was lost. */
async function again<T>(work: () => Promise<T>): Promise<T> {
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
  const answer = await supervisor.ask({
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
    ...{ python, version, implementation },
  };
}

function remedied(error: unknown): never {
  throw error instanceof SandboxError ? withRemedy(error) : error;
}
