/* The rounds of loops, found in the steps. */
import type { TracedStep } from './trace.ts';

export interface Loop {
  readonly frame: number;
  readonly file: number;
  /** The lines from its head to the end of its body, from 1. */
  readonly line: number;
  readonly lastLine: number;
  /** The steps at which its rounds begin. */
  readonly rounds: readonly number[];
  /** The first step after it. */
  readonly end: number;
}

/** A loop that is running, and which of its rounds, from 1. */
export interface Round {
  readonly loop: Loop;
  readonly round: number;
}

/** All loops that ran at least one round, in the order of their first steps. */
export function findLoops(steps: readonly TracedStep[]): Loop[] {
  const found: (Loop & { rounds: number[]; end: number })[] = [];
  /** Of each frame, those that are running, the innermost last. */
  const running = new Map<number, typeof found>();
  steps.forEach((step, at) => {
    const own = running.get(step.frame) ?? [];
    running.set(step.frame, own);
    for (let inner = own.at(-1); inner !== undefined; inner = own.at(-1)) {
      const leaves = step.kind === 'return' && step.yielded === undefined;
      const isHead = step.kind === 'line' && step.line === inner.line;
      const isInside = step.line >= inner.line && step.line <= inner.lastLine;
      if (isInside && !leaves && !(isHead && (step.round ?? 1) === 1)) break;
      inner.end = at;
      own.pop();
    }
    const { frame, file, line, round, loopEnd } = step;
    if (round === undefined || loopEnd === undefined) return;
    const last = own.at(-1);
    if (last?.line === line) last.rounds.push(at);
    else {
      const begun = { frame, file, line, lastLine: loopEnd, rounds: [at], end: steps.length };
      found.push(begun);
      own.push(begun);
    }
  });
  return found;
}

/** The loops that are running at a step in one of these frames, outermost first. */
export function roundsAround(
  loops: readonly Loop[],
  at: number,
  frames: ReadonlySet<number>,
): Round[] {
  return loops
    .filter(
      ({ frame, rounds, end }) => frames.has(frame) && (rounds[0] ?? Infinity) <= at && at < end,
    )
    .map((loop) => ({ loop, round: loop.rounds.filter((begin) => begin <= at).length }));
}
