import { expect, test } from 'vitest';
import {
  encodeFrame,
  FrameDecoder,
  GarbledError,
  kindOf,
  type DecoderOptions,
} from './frame-codec.ts';

function decode(bytes: Buffer, size: number, options: DecoderOptions = {}) {
  const decoder = new FrameDecoder(options);
  const decoded = [];
  for (let start = 0; start < bytes.length; start += size) {
    decoded.push(...decoder.push(bytes.subarray(start, start + size)));
  }
  return decoded;
}

test('frames are decoded as they were encoded, however the bytes are cut', () => {
  const frames = [
    { kind: 'output', text: 'grüße' },
    { kind: 'started', name: 'T.test_a' },
  ];
  const bytes = Buffer.concat(frames.map(encodeFrame));
  for (const size of [1, 3, 4, 7, bytes.length]) {
    const decoded = decode(bytes, size, { maxBytes: 1000 });
    expect(decoded).toEqual(frames.map((frame) => ({ frame, parts: [] })));
  }
});

test('announced parts follow their frame, however the bytes are cut', () => {
  const ready = { kind: 'ready' };
  const ended = { kind: 'ended', parts: [3, 0] };
  const bytes = Buffer.concat([encodeFrame(ready), encodeFrame(ended), Buffer.from('abc')]);
  for (const size of [1, 3, 4, 7, bytes.length]) {
    const decoded = decode(bytes, size, { maxPartBytes: 100 });
    expect(decoded.map(({ frame }) => frame)).toEqual([ready, ended]);
    expect(decoded[1]?.parts.map(String)).toEqual(['abc', '']);
  }
});

test('a frame announces no parts unless the decoder expects them', () => {
  const frame = { kind: 'ended', parts: [3, 'x'] };
  expect(decode(encodeFrame(frame), 5)).toEqual([{ frame, parts: [] }]);
});

test('bytes that are not JSON, too many bytes and invalid parts are garbled', () => {
  const frame = encodeFrame({ kind: 'ended' });
  const garbled: [Buffer, DecoderOptions][] = [
    [Buffer.from([0, 0, 0, 1, 0x7b]), {}],
    [frame, { maxBytes: frame.length - 1 }],
    [Buffer.from([0xff, 0xff, 0xff, 0xff]), { maxFrameBytes: 1000 }],
    [encodeFrame({ parts: [-1] }), { maxPartBytes: 100 }],
    [encodeFrame({ parts: [101] }), { maxPartBytes: 100 }],
    [encodeFrame({ parts: [1, 1, 1, 1] }), { maxPartBytes: 100 }],
  ];
  for (const [bytes, options] of garbled) {
    expect(() => new FrameDecoder(options).push(bytes)).toThrow(GarbledError);
  }
});

test('a frame that is too long never fills memory', () => {
  const decoder = new FrameDecoder({ maxBytes: 100 });
  expect(decoder.push(Buffer.from([0xff, 0xff, 0xff, 0xff]))).toEqual([]);
  expect(() => decoder.push(Buffer.alloc(100))).toThrow(GarbledError);
});

test('a value that is not a frame has no kind', () => {
  expect(kindOf({ kind: 'ended' })).toBe('ended');
  for (const other of [null, 1, [], {}, { kind: 1 }]) expect(kindOf(other)).toBeNull();
});
