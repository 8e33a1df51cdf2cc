import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder, type TemporaryFolder } from '@touchstone/test-kit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { touchstoneHere } from './in-process-command.ts';

let folder: TemporaryFolder;
beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(() => folder.remove());

it.each([
  [['frobnicate']],
  [['start', '--port', '99999']],
  [['grade', 'only-a-folder']],
  [['migrate', '--database', 'not-an-address']],
  [['course', 'check', 'courses/first-steps', '--strict']],
  [['course', 'check', 'courses/first-steps', '--mutants', '--seconds', '0']],
  [['course', 'new', '']],
  [['regrade', 'python', 'leap-year', '--since', '2026-02-31']],
  [['course', 'list', '--data', '']],
  [['course', 'load', 'courses/first-steps', '--redis', 'redis://127.0.0.1']],
])('treats %j as wrong usage and points to the help', async (args) => {
  const { status, stderr } = await touchstoneHere(...args);
  expect(status).toBe(2);
  expect(stderr).toContain('--help');
});

it('shows examples in the help of a command', async () => {
  const { status, stdout } = await touchstoneHere('start', '--help');
  expect(status).toBe(0);
  expect(stdout).toContain('Examples:');
});

it('reports why a data folder cannot be used', async () => {
  const file = join(folder.path, 'file');
  await writeFile(file, '');
  const { status, stderr } = await touchstoneHere('migrate', '--data', join(file, 'data'));
  expect(status).toBe(2);
  expect(stderr).toContain('a part of the path is a file');
});

it('reports that a database does not answer, without a stack trace', async () => {
  const address = 'postgres://nobody@127.0.0.1:1/none';
  const { status, stderr } = await touchstoneHere('migrate', '--database', address);
  expect(status).toBe(2);
  expect(stderr).toContain('PostgreSQL does not answer');
  expect(stderr).not.toContain('at ');
});
