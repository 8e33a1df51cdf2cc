/** What a program's memory and screen hold at a step, put together from the changes of the steps. */
import { frameLives } from './frame-lives.ts';
import {
  moduleName,
  type Trace,
  type TracedObject,
  type TracedStep,
  type TracedValue,
} from './trace.ts';

interface ReplayVariable {
  readonly name: string;
  readonly value: TracedValue;
  /** It is new, or has another value, since the step before. */
  readonly changed: boolean;
}

export interface ReplayFrame {
  readonly id: number;
  /** The function's name; `<module>` for a file. */
  readonly name: string;
  /** An index into the trace's files. */
  readonly file: number;
  /** Where the frame is now. */
  readonly line: number;
  readonly variables: readonly ReplayVariable[];
}

export interface ReplayState {
  /** Those that have not ended: modules, then the calls, the innermost last. */
  readonly frames: readonly ReplayFrame[];
  readonly objects: ReadonlyMap<number, TracedObject>;
  /** Objects that are new, or have another content, since the step before. */
  readonly changedObjects: ReadonlySet<number>;
  readonly output: string;
}

interface Memory {
  readonly frames: ReadonlyMap<number, FrameMemory>;
  readonly objects: ReadonlyMap<number, TracedObject>;
  readonly output: string;
}

interface FrameMemory {
  readonly name: string;
  readonly file: number;
  readonly line: number;
  readonly variables: ReadonlyMap<string, TracedValue>;
}

const checkpointSteps = 200;

/** Returns the state after any of the steps; `step` is an index into the trace's. */
export function createReplayState(trace: Trace): (step: number) => ReplayState {
  const ends = frameLives(trace.steps);
  const nothing: Memory = { frames: new Map(), objects: new Map(), output: '' };
  /** The memory before every 200th step. */
  const checkpoints: Memory[] = [nothing];
  /** The memory at the latest step asked for, from which the next one is near. */
  let latest = { step: -1, memory: nothing };

  function memoryAt(step: number): Memory {
    const checkpoint = Math.min(Math.floor((step + 1) / checkpointSteps), checkpoints.length - 1);
    let at = checkpoint * checkpointSteps - 1;
    let memory = checkpoints[checkpoint] ?? nothing;
    if (latest.step <= step && latest.step > at) ({ step: at, memory } = latest);
    const changing = changeable(memory);
    while (at < step) {
      const previous = trace.steps[at];
      if (previous !== undefined && ends.get(previous.frame) === at)
        changing.frames.delete(previous.frame);
      at += 1;
      const next = trace.steps[at];
      if (next !== undefined) changing.apply(next);
      if ((at + 1) % checkpointSteps === 0 && (at + 1) / checkpointSteps === checkpoints.length)
        checkpoints.push(changing.copy());
    }
    latest = { step, memory: changing.copy() };
    return latest.memory;
  }

  return (step) => {
    const { frames, objects, output } = memoryAt(step);
    const { set = [], objects: changed = [] } = trace.steps[step] ?? {};
    const isChanged = (frame: number, name: string) =>
      set.some(([ofFrame, ofName]) => ofFrame === frame && ofName === name);
    return {
      frames: Array.from(frames, ([id, { name, file, line, variables }]) => ({
        id,
        name,
        file,
        line,
        variables: Array.from(variables, ([variable, value]) => ({
          name: variable,
          value,
          changed: isChanged(id, variable),
        })),
      })),
      objects,
      changedObjects: new Set(changed.map(([id]) => id)),
      output,
    };
  };
}

/** A copy of a memory to which steps can be applied. */
function changeable(from: Memory) {
  const frames = new Map(from.frames);
  const objects = new Map(from.objects);
  let { output } = from;

  function apply(step: TracedStep): void {
    const { frame, file, line, call, set = [], objects: changed = [] } = step;
    const before = frames.get(frame);
    const variables = before?.variables ?? new Map<string, TracedValue>();
    if (call?.kind === 'resume') frames.delete(frame);
    frames.set(frame, { name: call?.name ?? before?.name ?? moduleName, file, line, variables });
    for (const [id, name, value] of set) {
      const owner = frames.get(id);
      if (owner === undefined) continue;
      const changedVariables = new Map(owner.variables);
      if (value === null) changedVariables.delete(name);
      else changedVariables.set(name, value);
      frames.set(id, { ...owner, variables: changedVariables });
    }
    for (const [id, object] of changed) objects.set(id, object);
    output += step.output ?? '';
  }

  return {
    frames,
    apply,
    copy: (): Memory => ({ frames: new Map(frames), objects: new Map(objects), output }),
  };
}
