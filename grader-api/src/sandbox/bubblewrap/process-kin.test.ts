import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { isKin, startOf } from './process-kin.ts';

/** The id of a process that this PID namespace does not show. */
const unseen = 0;

test('this process, its ancestors and its descendants are kin', async () => {
  const child = spawn('cat');
  const { pid = unseen } = child;
  expect([process.pid, process.ppid, pid].map(isKin)).toEqual([true, true, true]);
  expect(isKin(unseen)).toBe(false);
  child.stdin.end();
  await once(child, 'close');
  expect(isKin(pid)).toBe(false);
});

test('a process has a start time until it is gone', async () => {
  const child = spawn('cat');
  const { pid = unseen } = child;
  expect(startOf(process.pid)).toMatch(/^\d+$/);
  expect(Number(startOf(pid))).toBeGreaterThanOrEqual(Number(startOf(process.pid)));
  child.stdin.end();
  await once(child, 'close');
  expect(startOf(pid)).toBeNull();
});
