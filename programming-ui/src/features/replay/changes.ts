/* Which step changed which variable. */
import type { Trace, TracedObject, TracedStep, TracedValue } from './trace.ts';
import { valuesInside } from './value-text.ts';

export interface Change {
  readonly frame: number;
  readonly name: string;
  /** Null if the variable was deleted. */
  readonly value: TracedValue | null;
  /** The variable has the same object as before, with another content. */
  readonly inside: boolean;
  /** The step whose line changed it, or whose call set the parameter. */
  readonly by: number;
  /** The first step that has the new value. */
  readonly seen: number;
}

/** All changes of a program, in order. */
export function findChanges({ steps }: Trace): Change[] {
  const changes: Change[] = [];
  const callers = new Map<number, number | null>();
  const variables = new Map<number, Map<string, TracedValue>>();
  const objects = new Map<number, TracedObject>();
  /** The latest step of each frame that ran a line. */
  const lastLines = new Map<number, number>();

  function liveFrames(frame: number): Set<number> {
    const live = new Set<number>();
    let each: number | null = frame;
    while (each !== null && !live.has(each)) {
      live.add(each);
      each = callers.get(each) ?? null;
    }
    live.add(0);
    return live;
  }

  steps.forEach((step, seen) => {
    if (step.call !== undefined) callers.set(step.frame, step.call.caller);
    const isParameter = (frame: number) => step.kind === 'call' && frame === step.frame;
    const set = step.set ?? [];
    for (const [frame, name, value] of set) {
      const own = variables.get(frame) ?? new Map<string, TracedValue>();
      variables.set(frame, own);
      if (value === null) own.delete(name);
      else own.set(name, value);
      const by = isParameter(frame) ? seen : (lastLines.get(frame) ?? seen);
      changes.push({ frame, name, value, inside: false, by, seen });
    }
    const altered = new Set<number>();
    for (const [id, object] of step.objects ?? []) {
      if (objects.has(id)) altered.add(id);
      objects.set(id, object);
    }
    if (altered.size > 0) {
      const by = ranBefore(steps, seen, lastLines);
      for (const frame of liveFrames(step.frame))
        for (const [name, value] of variables.get(frame) ?? [])
          if (
            !set.some(([where, which]) => where === frame && which === name) &&
            reaches(value, altered, objects)
          )
            changes.push({ frame, name, value, inside: true, by, seen });
    }
    if (step.kind === 'line') lastLines.set(step.frame, seen);
  });
  return changes;
}

/** The step whose line ran last before this one: the one before, or after a return that of the caller. */
function ranBefore(
  steps: readonly TracedStep[],
  at: number,
  lastLines: ReadonlyMap<number, number>,
): number {
  const before = Math.max(at - 1, 0);
  const frame = steps[at]?.frame;
  return steps[before]?.kind === 'line' || frame === undefined
    ? before
    : (lastLines.get(frame) ?? before);
}

const maxVisited = 200;

function reaches(
  value: TracedValue,
  targets: ReadonlySet<number>,
  objects: ReadonlyMap<number, TracedObject>,
): boolean {
  const visited = new Set<number>();
  const waiting = [value];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (typeof next !== 'number' || visited.has(next)) continue;
    if (targets.has(next)) return true;
    visited.add(next);
    const object = objects.get(next);
    if (object !== undefined && visited.size < maxVisited)
      waiting.push(...valuesInside(object, objects).map(([, each]) => each));
  }
  return false;
}
