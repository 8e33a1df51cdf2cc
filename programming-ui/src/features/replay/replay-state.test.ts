import { describe, expect, it } from 'vitest';
import { createReplayState } from './replay-state.ts';
import type { Trace, TracedStep } from './trace.ts';

const traceOf = (steps: readonly Partial<TracedStep>[]): Trace => ({
  files: ['main.py'],
  steps: steps.map((step) => ({ kind: 'line', file: 0, line: 1, frame: 0, ...step })),
  cut: null,
  opensAt: 0,
  outcome: null,
});

const calling = traceOf([
  { line: 5 },
  {
    kind: 'call',
    line: 1,
    frame: 1,
    call: { name: 'f', caller: 0 },
    set: [[1, 'x', 1]],
    objects: [[1, { type: 'list', items: [] }]],
  },
  { line: 2, frame: 1 },
  {
    kind: 'return',
    line: 2,
    frame: 1,
    returned: 'None',
    objects: [[1, { type: 'list', items: ['2'] }]],
  },
  { line: 6, set: [[0, 'y', 1]], output: 'a\n' },
  { kind: 'return', line: 6, set: [[0, 'y', null]], output: 'b\n' },
]);

describe('the state at a step', () => {
  it('has the frames that have not ended, with their lines and variables', () => {
    const stateAt = createReplayState(calling);
    const shown = (step: number) =>
      stateAt(step).frames.map(({ id, name, line, variables }) => [id, name, line, variables]);
    expect(shown(0)).toEqual([[0, '<module>', 5, []]]);
    expect(shown(1)).toEqual([
      [0, '<module>', 5, []],
      [1, 'f', 1, [{ name: 'x', value: 1, changed: true }]],
    ]);
    expect(shown(3)).toEqual([
      [0, '<module>', 5, []],
      [1, 'f', 2, [{ name: 'x', value: 1, changed: false }]],
    ]);
    expect(shown(4)).toEqual([[0, '<module>', 6, [{ name: 'y', value: 1, changed: true }]]]);
    expect(shown(5)).toEqual([[0, '<module>', 6, []]]);
  });

  it('has the objects as they are then, and all output', () => {
    const stateAt = createReplayState(calling);
    expect(stateAt(2).objects.get(1)?.items).toEqual([]);
    expect(stateAt(3).objects.get(1)?.items).toEqual(['2']);
    expect([...stateAt(3).changedObjects]).toEqual([1]);
    expect(stateAt(5).output).toBe('a\nb\n');
    expect(stateAt(0).output).toBe('');
    expect(stateAt(0).objects.size).toBe(0);
  });

  it('has no frame that an exception has left', () => {
    const raised = { kind: 'raise', raised: 'KeyError: 1' } as const;
    const stateAt = createReplayState(
      traceOf([
        {},
        { kind: 'call', frame: 1, call: { name: 'f', caller: 0 } },
        { ...raised, frame: 1 },
        { ...raised },
        { line: 3 },
      ]),
    );
    const ids = [1, 2, 3, 4].map((step) => stateAt(step).frames.map(({ id }) => id));
    expect(ids).toEqual([[0, 1], [0, 1], [0], [0]]);
  });

  it('keeps a generator that waits', () => {
    const stateAt = createReplayState(
      traceOf([
        {},
        { kind: 'call', frame: 1, call: { name: 'g', caller: 0 }, set: [[1, 'n', '1']] },
        { kind: 'return', frame: 1, yielded: '1' },
        { line: 2 },
        { kind: 'call', frame: 1, call: { name: 'g', caller: 0, kind: 'resume' } },
        { kind: 'return', frame: 1, returned: 'None' },
        { line: 3 },
      ]),
    );
    expect(stateAt(3).frames.map(({ id }) => id)).toEqual([0, 1]);
    expect(stateAt(4).frames.at(-1)?.variables).toMatchObject([{ name: 'n', value: '1' }]);
    expect(stateAt(6).frames.map(({ id }) => id)).toEqual([0]);
  });

  it('is the same in whatever order steps are asked for', () => {
    const steps = Array.from({ length: 10_000 }, (_, index) => ({
      set: [[0, 'i', `${index}`] as const],
      output: index % 1000 === 0 ? '.' : '',
    }));
    const stateAt = createReplayState(traceOf(steps));
    for (const step of [9_999, 0, 5_000, 4_999, 199, 200, 201, 5_001, 9_998]) {
      expect(stateAt(step).frames[0]?.variables).toEqual([
        { name: 'i', value: `${step}`, changed: true },
      ]);
      expect(stateAt(step).output).toHaveLength(Math.floor(step / 1000) + 1);
    }
  });
});
