import { expect, test } from 'vitest';
import { encodeFrame } from '../frame-codec.ts';
import { judgeFrames } from './answers.ts';

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
