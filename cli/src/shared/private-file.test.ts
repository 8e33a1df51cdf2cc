import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { writePrivateFile } from './private-file.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'touchstone-file-'));
});
afterEach(() => rm(folder, { recursive: true }));

const next = { exists: 'Name another.', refused: 'Name one elsewhere.' };
const write = (text: string, replace = false) =>
  writePrivateFile(join(folder, 'file'), { replace, next }, (file) => file.appendFile(text));

it('is readable by its owner only, and has its name when it is complete', async () => {
  await writePrivateFile(join(folder, 'file'), { replace: false, next }, async (file) => {
    expect(await readdir(folder)).toEqual([`file.partial-${process.pid}`]);
    await file.appendFile('new');
  });
  expect(await readdir(folder)).toEqual(['file']);
  expect((await stat(join(folder, 'file'))).mode & 0o777).toBe(0o600);
});

it('replaces a file only if it may, also one that appears meanwhile', async () => {
  await writeFile(join(folder, 'file'), 'old');
  await expect(write('new')).rejects.toThrow('already exists.\n  Name another.');
  await write('new', true);
  expect(await readFile(join(folder, 'file'), 'utf8')).toBe('new');
  await rm(join(folder, 'file'));
  const slow = writePrivateFile(join(folder, 'file'), { replace: false, next }, () =>
    writeFile(join(folder, 'file'), 'other'),
  );
  await expect(slow).rejects.toThrow('already exists');
  expect(await readFile(join(folder, 'file'), 'utf8')).toBe('other');
});

it('leaves nothing behind when the disk is full', async () => {
  const full = Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
  const written = writePrivateFile(join(folder, 'file'), { replace: false, next }, () =>
    Promise.reject(full),
  );
  await expect(written).rejects.toThrow('the disk is full.\n  Free space on it.');
  expect(await readdir(folder)).toEqual([]);
});
