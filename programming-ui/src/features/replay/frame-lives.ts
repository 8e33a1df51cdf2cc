import { moduleName, type TracedStep } from './trace.ts';

/**
 * The index of each frame's last step, by the frame. A frame that does not end in the trace is missing: a
 * module, whose variables stay, a generator that waits, or one that was running when the recording ended.
 */
export function frameLives(steps: readonly TracedStep[]): ReadonlyMap<number, number> {
  const last = new Map<number, number>();
  const modules = new Set<number>([0]);
  for (const [index, { frame, call }] of steps.entries()) {
    last.set(frame, index);
    if (call?.name === moduleName) modules.add(frame);
  }
  for (const [frame, index] of last) {
    const step = steps[index];
    const ended = step?.kind === 'raise' || (step?.kind === 'return' && step.yielded === undefined);
    if (!ended || modules.has(frame)) last.delete(frame);
  }
  return last;
}
