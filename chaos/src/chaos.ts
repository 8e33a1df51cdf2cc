import { startStack, type Stack } from '@touchstone/cli/stack';
import { freePort } from '@touchstone/servers';
import { setMaxListeners } from 'node:events';
import { fileURLToPath } from 'node:url';
import { startAudit } from './database/audit.ts';
import { openDump } from './database/open-dump.ts';
import { apiSettings, graderSettings } from './deadlines.ts';
import { createBreaker, type Breaker } from './faults/breaker.ts';
import { leftAfterClose, leftWhileRunning, type Ground } from './leftovers.ts';
import { planFaults, planRolling } from './plan/plan-faults.ts';
import { planSubmissions, type PlannedSubmission } from './plan/plan-submissions.ts';
import { createChance } from './plan/random.ts';
import { createCalls, listAssignmentIds, type Calls } from './students/calls.ts';
import { createMeetings } from './students/meetings.ts';
import { persist } from './students/patience.ts';
import type { SeenResult, Story } from './students/story.ts';
import { playStudent } from './students/student.ts';
import type { RunLog, SeenProgress } from './verify/run-log.ts';

export interface ChaosOptions {
  readonly seed: number;
  readonly submissions: number;
  readonly faults: number;
  readonly users: number;
  /** An update instead of faults. */
  readonly rolling: boolean;
  /** For the stack's files and logs; not removed afterwards. */
  readonly folder: string;
  readonly ground: Ground;
  readonly signal: AbortSignal;
  readonly onProgress: (text: string) => void;
  readonly onNotice: (text: string) => void;
}

export interface ChaosRun {
  readonly log: RunLog;
  readonly seconds: number;
  /** Failures that no promise covers, such as a process that did not restart. */
  readonly mishaps: readonly string[];
}

/** After this long without an accepted submission, students stop waiting. */
const silenceMs = 75_000;
const services = { apis: 2, graders: 3 };
const courseFolder = fileURLToPath(new URL('../course', import.meta.url));

/** One run: starts a stack, loads and breaks it, and reads the outcome. */
export async function runChaos(options: ChaosOptions): Promise<ChaosRun> {
  const chance = createChance(options.seed);
  const { submissions: count, users } = options;
  const plan = planSubmissions(chance, { count, users });
  const faultPlan = options.rolling
    ? planRolling({ ...services, submissions: count })
    : planFaults(chance, { count: options.faults, submissions: count });
  const beganAtMs = performance.now();
  const stack = await startStack({
    port: await freePort(),
    folder: options.folder,
    courseFolders: [courseFolder],
    ...services,
    sandbox: 'bubblewrap',
    durable: false,
    apiSettings,
    graderSettings,
    signal: options.signal,
    onNotice: options.onNotice,
  });
  const silence = createSilence(options.signal);
  try {
    const audit = await startAudit(stack.databaseUrl);
    const dump = options.rolling ? await openDump(stack.databaseUrl, silence.signal) : null;
    const inTurn = options.rolling;
    const breaker = createBreaker(stack, faultPlan, { signal: silence.signal, inTurn });
    const load = await loadStack(stack, plan, { ...options, breaker, silence });
    const mishaps = [
      ...load.mishaps,
      ...(await mishapsOf(breaker.finished())),
      ...(dump === null ? [] : await mishapsOf(dump.finish())),
    ];
    options.signal.throwIfAborted();

    options.onProgress('looking for leftovers …');
    const left = await leftWhileRunning(stack, options.ground);
    const seenProgress = await readProgress(stack, load.calls, options.signal);
    const inDatabase = await audit.read();
    await stack.close();
    const leftOver = [...left, ...(await leftAfterClose(options.ground))];
    const { stories, seen } = load;
    return {
      log: { stories, seen, ...inDatabase, seenProgress, faults: breaker.faults, leftOver },
      seconds: (performance.now() - beganAtMs) / 1_000,
      mishaps,
    };
  } finally {
    silence.end();
    await stack.close();
  }
}

type Silence = ReturnType<typeof createSilence>;

function createSilence(outer: AbortSignal) {
  const controller = new AbortController();
  // All students may be waiting at once, and fetch leaves listeners until garbage collection.
  setMaxListeners(0, controller.signal);
  const abort = (): void => controller.abort(outer.reason);
  outer.addEventListener('abort', abort, { once: true });
  const timer = setTimeout(() => {
    controller.abort(new Error(`no submission was accepted for ${silenceMs / 1_000} s`));
  }, silenceMs);
  return {
    /** Aborts after a long silence, or when the run is interrupted. */
    signal: controller.signal,
    broken: () => timer.refresh(),
    end: () => clearTimeout(timer),
  };
}

/** All users submit their programs; resolves when each has all results, or gave up in a silence. */
async function loadStack(
  stack: Stack,
  plan: readonly PlannedSubmission[][],
  options: ChaosOptions & { breaker: Breaker; silence: Silence },
) {
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
    const faults = `${breaker.faults.length} of ${breaker.planned} faults`;
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

/** Progress as the page shows it at the end; nothing for users whose page gets no answer. */
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
