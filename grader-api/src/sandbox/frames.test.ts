import { expect, test } from 'vitest';
import { encodeFrame, FrameDecoder, frameSchema, GarbledError, kindOf } from './frames.ts';

const frames = [
  { kind: 'output', text: 'grüße' },
  { kind: 'started', name: 'T.test_a' },
];
const bytes = Buffer.concat(frames.map(encodeFrame));

test('frames come out as they went in, however the bytes are cut', () => {
  for (const size of [1, 3, 4, 7, bytes.length]) {
    const decoder = new FrameDecoder(1000);
    const decoded: unknown[] = [];
    for (let start = 0; start < bytes.length; start += size) {
      decoded.push(...decoder.push(bytes.subarray(start, start + size)));
    }
    expect(decoded).toEqual(frames);
  }
});

test('what is not JSON, or more than allowed, is garbled', () => {
  expect(() => new FrameDecoder(1000).push(Buffer.from([0, 0, 0, 1, 0x7b]))).toThrow(GarbledError);
  expect(() => new FrameDecoder(bytes.length - 1).push(bytes)).toThrow(GarbledError);
});

test('a frame that is too long never fills memory', () => {
  const decoder = new FrameDecoder(100);
  expect(decoder.push(Buffer.from([0xff, 0xff, 0xff, 0xff]))).toEqual([]);
  expect(() => decoder.push(Buffer.alloc(100))).toThrow(GarbledError);
});

test('the kind of what is no frame is null', () => {
  expect(kindOf({ kind: 'ended' })).toBe('ended');
  for (const other of [null, 1, [], {}, { kind: 1 }]) expect(kindOf(other)).toBeNull();
});

test('a judge cannot say that it timed out, and no frame bears more than it should', () => {
  const verdict = { kind: 'verdict', verdict: 'passed', message: '' };
  expect(frameSchema.safeParse(verdict).success).toBe(true);
  expect(frameSchema.safeParse({ ...verdict, verdict: 'timeout' }).success).toBe(false);
  expect(frameSchema.safeParse({ ...verdict, points: 100 }).success).toBe(false);
});
