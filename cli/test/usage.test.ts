import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder, type TemporaryFolder } from '@touchstone/test-kit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { killCommands, touchstone } from './running-command.ts';

let folder: TemporaryFolder;
beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(async () => {
  killCommands();
  await folder.remove();
});

it.each([
  [['frobnicate']],
  [['start', '--port', '99999']],
  [['grade', 'only-a-folder']],
  [['migrate', '--database', 'not-an-address']],
  [['course', 'load', 'courses/first-steps', '--redis', 'redis://127.0.0.1']],
])('takes %j as wrong usage and points to the help', async (args) => {
  const command = touchstone(...args);
  expect(await command.exited).toBe(2);
  expect(command.stderr()).toContain('--help');
});

it('shows examples in the help of a command', async () => {
  const command = touchstone('start', '--help');
  expect(await command.exited).toBe(0);
  expect(command.stdout()).toContain('Examples:');
});

it('says why a data folder cannot be one', async () => {
  const file = join(folder.path, 'file');
  await writeFile(file, '');
  const command = touchstone('migrate', '--data', join(file, 'data'));
  expect(await command.exited).toBe(2);
  expect(command.stderr()).toContain('a part of the path is a file');
});

it('says that a database does not answer, without a stack trace', async () => {
  const command = touchstone('migrate', '--database', 'postgres://nobody@127.0.0.1:1/none');
  expect(await command.exited).toBe(2);
  expect(command.stderr()).toContain('PostgreSQL does not answer');
  expect(command.stderr()).not.toContain('at ');
});
