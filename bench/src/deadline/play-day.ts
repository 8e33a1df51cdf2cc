import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { showProgress } from '../progress.ts';
import type { Answered, Classroom, Told } from './classroom.ts';
import type { Presses } from './plan-day.ts';
import type { WriteProgram } from './programs.ts';

/** A program that a student handed in, or tried to. */
export interface HandedIn extends Answered {
  readonly student: number;
  readonly pressedAtMs: number;
  readonly points: number;
}

export interface PlayedDay {
  readonly handedIn: readonly HandedIn[];
  /** Resolves when all followed submissions have ended. */
  readonly told: Promise<readonly Told[]>;
  /** How late this process sent what was due, in ms. */
  readonly sentLateMs: readonly number[];
  /** Of this process while it sent. */
  readonly cores: number;
  readonly stalledMs: number;
}

export async function playDay(
  classroom: Classroom,
  presses: readonly Presses[],
  options: {
    assignmentId: string;
    program: WriteProgram;
    /** As many event streams are open at most. */
    streams: number;
    beganAtMs: number;
  },
): Promise<PlayedDay> {
  const { assignmentId, program, streams, beganAtMs } = options;
  const handedIn: HandedIn[] = [];
  const told: Promise<Told>[] = [];
  const sentLateMs: number[] = [];
  let open = 0;
  const stalls = monitorEventLoopDelay({ resolution: 10 });
  stalls.enable();
  const usage = process.cpuUsage();
  const startedAtMs = Date.now();

  const follow = (student: number, submissionId: string): void => {
    if (open >= streams) return;
    open += 1;
    told.push(classroom.follow(student, submissionId).finally(() => (open -= 1)));
  };
  const press = async (student: number, which: number, atMs: number): Promise<void> => {
    const waitMs = beganAtMs + atMs - Date.now();
    if (waitMs > 0) await delay(waitMs);
    const pressedAtMs = Date.now();
    sentLateMs.push(Math.max(0, -waitMs));
    const { code, points } = program(student, which);
    const { receipt, refusals } = await classroom.handIn(student, assignmentId, code);
    handedIn.push({ student, pressedAtMs, points, receipt, refusals });
    if (receipt !== null) follow(student, receipt.submissionId);
  };
  const running: Promise<void>[] = [];
  for (const { student, atMs } of presses) {
    const [first = 0, second] = atMs;
    const waitMs = beganAtMs + first - Date.now();
    if (waitMs > 1) await delay(waitMs);
    if (student % 50 === 0) showProgress(`${running.length} of ${presses.length} students`);
    const once = press(student, 1, first);
    // The page sends a second one when it has the receipt of the first.
    running.push(second === undefined ? once : once.then(() => press(student, 2, second)));
  }
  await Promise.all(running);
  const { user, system } = process.cpuUsage(usage);
  stalls.disable();
  return {
    handedIn,
    told: Promise.all(told),
    sentLateMs,
    cores: (user + system) / 1000 / (Date.now() - startedAtMs),
    stalledMs: stalls.percentile(99) / 1e6,
  };
}
