import type { ProgramFiles } from '../features/program/program.ts';
import type { Trace, TracedStep } from '../features/replay/trace.ts';

const file = 0;

export function traceOf(steps: readonly Partial<TracedStep>[], files = ['submission.py']): Trace {
  return {
    files,
    steps: steps.map((step) => ({ kind: 'line', file, line: 1, frame: 0, ...step })),
    cut: null,
    opensAt: 0,
    outcome: null,
  };
}

export const programOf = (code: string): ProgramFiles => [{ name: 'submission.py', code }];

/** A loop in a function that keeps only the latest number, where it should add them up. */
export const total = {
  files: programOf(`def total(numbers):
    result = 0
    for n in numbers:
        result = n % 10
    return result

print(total([1, 12]))
`),
  trace: traceOf([
    { line: 1 },
    {
      line: 7,
      values: [
        { from: [7, 6], to: [7, 20], value: '2' },
        { from: [7, 0], to: [7, 21], value: 'None' },
      ],
    },
    {
      kind: 'call',
      frame: 1,
      call: { name: 'total', caller: 0 },
      set: [[1, 'numbers', 1]],
      objects: [[1, { type: 'list', items: ['1', '12'] }]],
    },
    { line: 2, frame: 1 },
    { line: 3, frame: 1, round: 1, loopEnd: 4, set: [[1, 'result', '0']] },
    {
      line: 4,
      frame: 1,
      set: [[1, 'n', '1']],
      values: [{ from: [4, 17], to: [4, 23], value: '1' }],
    },
    { line: 3, frame: 1, round: 2, loopEnd: 4, set: [[1, 'result', '1']] },
    {
      line: 4,
      frame: 1,
      set: [[1, 'n', '12']],
      values: [{ from: [4, 17], to: [4, 23], value: '2' }],
    },
    { line: 3, frame: 1, set: [[1, 'result', '2']] },
    { line: 5, frame: 1 },
    { kind: 'return', line: 5, frame: 1, returned: '2' },
    { kind: 'return', line: 7, output: '2\n' },
  ]),
};
