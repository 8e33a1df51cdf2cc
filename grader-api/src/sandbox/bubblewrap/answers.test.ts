import { expect, test } from 'vitest';
import { encodeFrame, GarbledError } from '../frames.ts';
import { AnswerReader, judgeFrames } from './answers.ts';

const ready = { kind: 'ready' };
const ended = { kind: 'ended', parts: [3, 0] };
const bytes = Buffer.concat([encodeFrame(ready), encodeFrame(ended), Buffer.from('abc')]);

test('answers come out with their parts, however the bytes are cut', () => {
  for (const size of [1, 3, 4, 7, bytes.length]) {
    const reader = new AnswerReader();
    const answers = [];
    for (let start = 0; start < bytes.length; start += size) {
      answers.push(...reader.push(bytes.subarray(start, start + size)));
    }
    expect(answers.map(({ frame }) => frame)).toEqual([ready, ended]);
    expect(answers[1]?.parts.map(String)).toEqual(['abc', '']);
  }
});

test('what is no frame, too long, or announces odd parts is garbled', () => {
  for (const odd of [
    Buffer.from([0, 0, 0, 1, 0x7b]),
    Buffer.from([0xff, 0xff, 0xff, 0xff]),
    encodeFrame({ kind: 'ended', parts: [-1] }),
    encodeFrame({ kind: 'ended', parts: [2 ** 40] }),
  ]) {
    expect(() => new AnswerReader().push(odd)).toThrow(GarbledError);
  }
});

test("of the judge's frames the last may be cut off, and rubbish is no frame", () => {
  const frames = [
    { kind: 'started', name: 'T.a' },
    { kind: 'output', text: 'x' },
  ];
  const report = Buffer.concat(frames.map(encodeFrame));
  expect(judgeFrames(report)).toEqual(frames);
  expect(judgeFrames(report.subarray(0, -3))).toEqual(frames.slice(0, 1));
  expect(judgeFrames(Buffer.from([0, 0, 0, 1, 0x7b]))).toEqual([{ kind: 'garbled' }]);
});
