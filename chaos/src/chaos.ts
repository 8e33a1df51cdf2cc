import { startStack, type Stack } from '@touchstone/cli/stack';
import { freePort } from '@touchstone/servers';
import { setMaxListeners } from 'node:events';
import { fileURLToPath } from 'node:url';
import { startAudit } from './database/audit.ts';
import { apiSettings, graderSettings } from './deadlines.ts';
import { createBreaker, type Breaker } from './faults/breaker.ts';
import { leftAfterClose, leftWhileRunning, type Ground } from './leftovers.ts';
import { planFaults } from './plan/plan-faults.ts';
import { planSubmissions, type PlannedSubmission } from './plan/plan-submissions.ts';
import { createChance } from './plan/random.ts';
import { createCalls, listAssignmentIds, type Calls } from './students/calls.ts';
import { createMeetings } from './students/meetings.ts';
import { persist } from './students/patience.ts';
import type { SeenResult, Story } from './students/story.ts';
import { playStudent } from './students/student.ts';
import type { RunRecord, SeenProgress } from './verify/run-record.ts';

export interface ChaosOptions {
  readonly seed: number;
  readonly submissions: number;
  readonly faults: number;
  readonly users: number;
  /** For the stack's files and logs; it stays. */
  readonly folder: string;
  readonly ground: Ground;
  readonly signal: AbortSignal;
  readonly onProgress: (text: string) => void;
  readonly onNotice: (text: string) => void;
}

export interface ChaosRun {
  readonly record: RunRecord;
  readonly seconds: number;
  /** What went otherwise than a promise could cover: a process that did not come back, say. */
  readonly mishaps: readonly string[];
}

/** Nothing is told for so long: whoever waits then, waits in vain. */
const silenceMs = 75_000;
const courseFolder = fileURLToPath(new URL('../course', import.meta.url));

/** One run: starts a stack, loads and breaks it, and reads what has become of it all. */
export async function runChaos(options: ChaosOptions): Promise<ChaosRun> {
  const chance = createChance(options.seed);
  const { submissions: count, users } = options;
  const plan = planSubmissions(chance, { count, users });
  const faultPlan = planFaults(chance, { count: options.faults, submissions: count });
  const beganAtMs = performance.now();
  const stack = await startStack({
    port: await freePort(),
    folder: options.folder,
    courseFolders: [courseFolder],
    ...{ apis: 2, graders: 3, sandbox: 'bubblewrap', durable: false, apiSettings, graderSettings },
    signal: options.signal,
    onNotice: options.onNotice,
  });
  const silence = createSilence(options.signal);
  try {
    const audit = await startAudit(stack.databaseUrl);
    const breaker = createBreaker(stack, faultPlan, silence.signal);
    const load = await loadStack(stack, plan, { ...options, breaker, silence });
    const mishaps = [...load.mishaps, ...(await mishapsOf(breaker.finished()))];
    options.signal.throwIfAborted();

    options.onProgress('looking at what is left …');
    const left = await leftWhileRunning(stack, options.ground);
    const seenProgress = await readProgress(stack, load.calls, options.signal);
    const inDatabase = await audit.read();
    await stack.close();
    const leftOver = [...left, ...(await leftAfterClose(options.ground))];
    const { stories, seen } = load;
    return {
      record: { stories, seen, ...inDatabase, seenProgress, faults: breaker.faults, leftOver },
      seconds: (performance.now() - beganAtMs) / 1_000,
      mishaps,
    };
  } finally {
    silence.end();
    await stack.close();
  }
}

interface Silence {
  /** Aborts when nothing was told for long, or the run is interrupted. */
  readonly signal: AbortSignal;
  broken(): void;
  end(): void;
}

function createSilence(outer: AbortSignal): Silence {
  const controller = new AbortController();
  // All students may be waiting at once, and fetch leaves listeners until answers are collected.
  setMaxListeners(0, controller.signal);
  const abort = (): void => controller.abort(outer.reason);
  outer.addEventListener('abort', abort, { once: true });
  const timer = setTimeout(() => {
    controller.abort(new Error(`nothing was told for ${silenceMs / 1_000} s`));
  }, silenceMs);
  return {
    signal: controller.signal,
    broken: () => timer.refresh(),
    end: () => clearTimeout(timer),
  };
}

interface Load {
  readonly stories: Story[];
  readonly seen: SeenResult[];
  readonly calls: readonly Calls[];
  readonly mishaps: string[];
}

/** All users hand in what they shall; resolves when each has been told, or gave up in the silence. */
async function loadStack(
  stack: Stack,
  plan: readonly PlannedSubmission[][],
  options: ChaosOptions & { breaker: Breaker; silence: Silence },
): Promise<Load> {
  const { breaker, silence } = options;
  const { signal } = silence;
  const assignmentIds = await listAssignmentIds(stack.url);
  const calls = await Promise.all(
    plan.map(() => persist(() => createCalls(stack.url, signal), signal)),
  );
  const stories: Story[] = [];
  const seen: SeenResult[] = [];
  const meet = createMeetings();
  let accepted = 0;
  const onAccepted = (): void => {
    accepted++;
    silence.broken();
    breaker.onAccepted();
    const faults = `${breaker.faults.length} of ${options.faults} faults`;
    options.onProgress(`${accepted} of ${options.submissions} accepted, ${faults}`);
  };
  const shared = { assignmentIds, meet, onAccepted, stories, seen, signal };
  const ends = await Promise.allSettled(
    calls.map((own, user) => playStudent({ ...shared, calls: own }, plan[user] ?? [])),
  );
  const mishaps = ends.flatMap((end) => (end.status === 'rejected' ? [reasonOf(end.reason)] : []));
  return { stories, seen, calls, mishaps };
}

const mishapsOf = (work: Promise<void>): Promise<string[]> =>
  work.then(
    () => [],
    (error: unknown) => [reasonOf(error)],
  );

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message}: ${reasonOf(error.cause)}`;
}

/** As the page shows it in the end; of a user whose page gets no answer there is none. */
async function readProgress(
  stack: Stack,
  calls: readonly Calls[],
  outer: AbortSignal,
): Promise<SeenProgress[]> {
  const deadline = AbortSignal.any([outer, AbortSignal.timeout(15_000)]);
  const slugs = new Map([...(await listAssignmentIds(stack.url))].map(([slug, id]) => [id, slug]));
  const answers = await Promise.all(
    calls.map(async (own) => {
      const { userId } = own;
      const progress = await persist(() => own.me(deadline), deadline).catch(() => null);
      if (progress === null) return [];
      const completedSlugs = progress.completedAssignmentIds.map((id) => slugs.get(id) ?? id);
      return [{ userId, points: progress.points, completedSlugs }];
    }),
  );
  return answers.flat();
}
