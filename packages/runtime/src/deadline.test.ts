import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { DeadlineError, within } from './deadline.ts';

it('settles like work that finishes in time', async () => {
  await expect(within(Promise.resolve(7), 1000, 'work')).resolves.toBe(7);
  await expect(within(Promise.reject(new Error('no')), 1000, 'work')).rejects.toThrow('no');
});

it('rejects when the work takes longer', async () => {
  const never = new Promise<void>(() => undefined);
  await expect(within(never, 5, 'Waiting')).rejects.toThrow(DeadlineError);
  await expect(within(never, 5, 'Waiting')).rejects.toThrow('Waiting took longer than 5 ms');
});

it('accepts work that finished while the process was frozen past the deadline', async () => {
  const work = promisify(execFile)('/bin/sh', ['-c', 'sleep 0.1']).then(() =>
    readFile('/dev/null'),
  );
  const waiting = within(work, 300, 'Waiting');
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 900);
  await expect(waiting).resolves.toHaveLength(0);
});
