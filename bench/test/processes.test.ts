import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { lookBelow } from '../src/soak/processes.ts';

test('a process in its own namespaces is found while it runs', async () => {
  const { pids } = await lookBelow(process.pid, new Set());
  const except = new Set(pids);
  const child = spawn(
    'bwrap',
    ['--unshare-all', '--die-with-parent', '--ro-bind', '/', '/', 'sh', '-c', 'echo up; read end'],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  const ended = once(child, 'close');
  await once(child.stdout, 'data');
  const there = await lookBelow(process.pid, except);
  expect(there.pids).toContain(child.pid);
  expect(there.namespaces.size).toBeGreaterThan(4);
  expect(there.residentKiB).toBeGreaterThan(0);

  child.kill('SIGKILL');
  await ended;
  await expect.poll(async () => (await lookBelow(process.pid, except)).pids).toEqual([]);
});
