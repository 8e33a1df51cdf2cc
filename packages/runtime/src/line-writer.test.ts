import { expect, it, vi } from 'vitest';
import { LineWriter } from './line-writer.ts';

/** A file on a disk with space for `bytes` bytes, until it gets more. */
function onDisk(roomBytes: number, retryMs = 60_000) {
  const disk = { roomBytes, text: '', code: 'ENOSPC', tries: 0 };
  const writer = new LineWriter({
    fd: 1,
    retryMs,
    describeLoss: ({ count, reason }) => `${count} lost: ${reason}\n`,
    write(_fd, bytes) {
      disk.tries += 1;
      const count = Math.min(bytes.length, disk.roomBytes);
      if (count === 0) throw Object.assign(new Error('no room'), { code: disk.code });
      disk.text += Buffer.from(bytes.subarray(0, count)).toString();
      disk.roomBytes -= count;
      return count;
    },
  });
  return { disk, writer };
}

it('writes each line before the call returns', () => {
  const { disk, writer } = onDisk(100);
  writer.write('one\n');
  expect(disk.text).toBe('one\n');
});

it.each(['ENOSPC', 'EIO', 'EPIPE', 'EAGAIN', 'EDQUOT'])(
  'counts the lines lost by %s, and reports that before the next one',
  (code) => {
    const { disk, writer } = onDisk(0);
    disk.code = code;
    for (const line of ['one\n', 'two\n', 'three\n']) writer.write(line);
    disk.roomBytes = 100;
    writer.write('four\n');
    writer.write('five\n');
    expect(disk.text).toBe(`3 lost: ${code}\nfour\nfive\n`);
  },
);

it('completes a line that was cut off before it writes anything else', () => {
  const { disk, writer } = onDisk(2);
  writer.write('one\n');
  writer.write('two\n');
  disk.roomBytes = 100;
  writer.write('three\n');
  expect(disk.text).toBe('one\n1 lost: ENOSPC\nthree\n');
});

it('keeps the count when the disk fills again within the line that reports a loss', () => {
  const { disk, writer } = onDisk(0);
  writer.write('one\n');
  disk.roomBytes = 5;
  writer.write('two\n');
  disk.roomBytes = 100;
  writer.write('three\n');
  expect(disk.text).toBe('1 lost: ENOSPC\n1 lost: ENOSPC\nthree\n');
});

it('tries each lost line once, and nothing before it', () => {
  const { disk, writer } = onDisk(0);
  for (let count = 0; count < 1_000; count += 1) writer.write('line\n');
  expect(disk.tries).toBe(1_000);
});

it('reports what was lost even if no further line comes', async () => {
  const { disk, writer } = onDisk(0, 1);
  writer.write('one\n');
  disk.roomBytes = 100;
  await vi.waitFor(() => expect(disk.text).toBe('1 lost: ENOSPC\n'));
});
