import { expect, test } from 'vitest';
import { encodeFrame } from '../frame-codec.ts';
import { judgeFrames, stoppedPlace } from './answers.ts';

test("the last of the judge's frames may be cut off, and garbled bytes become one frame", () => {
  const frames = [
    { kind: 'started', name: 'T.a' },
    { kind: 'output', text: 'x' },
  ];
  const report = Buffer.concat(frames.map(encodeFrame));
  expect(judgeFrames(report)).toEqual(frames);
  expect(judgeFrames(report.subarray(0, -3))).toEqual(frames.slice(0, 1));
  expect(judgeFrames(Buffer.from([0, 0, 0, 1, 0x7b]))).toEqual([{ kind: 'garbled' }]);
});

test('the place of a time-out is the innermost line of any of the files', () => {
  const stack = (...lines: string[]) =>
    ['Current thread 0x1 (most recent call first):', ...lines.map((line) => `  File ${line}`)].join(
      '\n',
    );
  const names = ['main.py', 'shapes.py'];
  const inside = stack(
    '"/usr/lib/python3/random.py", line 3 in randint',
    '"shapes.py", line 7 in area',
    '"main.py", line 2 in run',
  );
  expect(stoppedPlace(inside, names)).toEqual({ fileName: 'shapes.py', line: 7 });
  expect(stoppedPlace(inside, ['main.py'])).toEqual({ fileName: 'main.py', line: 2 });
  expect(stoppedPlace(stack('"main.py", line 0 in run'), names)).toBeNull();
  expect(stoppedPlace(stack('"main.py", line x in run'), names)).toBeNull();
  expect(stoppedPlace('', names)).toBeNull();
});
