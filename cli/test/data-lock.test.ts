import { mkdir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder, type TemporaryFolder } from '@touchstone/test-kit';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { killCommands, runFixture, type RunningCommand } from './running-command.ts';

let folder: TemporaryFolder;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(async () => {
  killCommands();
  await folder.remove();
});

const hold = (path: string): RunningCommand => runFixture('hold-lock.ts', path);

/** Starts several at once; resolves when each has reported whether it holds the lock. */
async function holdAtOnce(count: number, path: string): Promise<RunningCommand[]> {
  const starters = Array.from({ length: count }, () => hold(path));
  await Promise.all(starters.map((starter) => starter.printed(/\n/)));
  return starters.filter((starter) => starter.stdout() === 'held\n');
}

it('lets one of several that start at once have the folder', async () => {
  const holders = await holdAtOnce(5, folder.path);
  expect(holders).toHaveLength(1);
});

it('lets one of several have a folder whose process was killed', async () => {
  const [first] = await holdAtOnce(1, folder.path);
  first?.kill('SIGKILL');
  await first?.exited;
  expect(await readdir(folder.path)).toContain('control.sock');

  const holders = await holdAtOnce(5, folder.path);
  expect(holders).toHaveLength(1);
});

it('says which process has the folder and where it runs', async () => {
  const [first] = await holdAtOnce(1, folder.path);
  const second = hold(folder.path);
  await second.exited;
  expect(second.stdout()).toContain(`process ${first?.pid ?? ''}`);
  expect(second.stdout()).toContain('http://127.0.0.1:7800');
});

it('guards a folder with a path longer than a socket may have', async () => {
  const path = join(folder.path, 'a'.repeat(80), 'b'.repeat(80));
  await mkdir(path, { recursive: true });
  const [first] = await holdAtOnce(2, path);
  expect(await readdir(path)).toEqual(['control.sock']);
  first?.stdin.end();
  await first?.exited;
  expect(await readdir(path)).toEqual([]);
  expect(await holdAtOnce(1, path)).toHaveLength(1);
});

it('makes a socket that only its owner can open', async () => {
  await holdAtOnce(1, folder.path);
  expect((await stat(join(folder.path, 'control.sock'))).mode & 0o777).toBe(0o600);
});
