import { cp, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { resultSchema } from '@touchstone/contracts';
import { temporaryFolder, type TemporaryFolder } from '@touchstone/test-kit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { helloAssignment, rightHello, slowHello, wrongHello } from './fixtures.ts';
import { killCommands, touchstone } from './running-command.ts';

let folder: TemporaryFolder;
const file = (name: string) => join(folder.path, name);
beforeAll(async () => {
  folder = await temporaryFolder();
  await writeFile(file('right.py'), rightHello);
  await writeFile(file('wrong.py'), wrongHello);
  await writeFile(file('slow.py'), slowHello);
  await writeFile(file('nul.py'), 'x = "\0"\n');
  await writeFile(file('latin.py'), Buffer.from('# caf\u00e9\n', 'latin1'));
  await writeFile(file('large.py'), '#'.repeat(65_537));
});
afterAll(async () => {
  killCommands();
  await folder.remove();
});

const lineSchema = z.object({ file: z.string(), result: resultSchema.nullable() });

it('prints one line of JSON per file, in the order of the files', async () => {
  const files = ['slow.py', 'right.py', 'wrong.py'].map(file);
  const command = touchstone('grade', '--json', helloAssignment, ...files);
  expect(await command.exited).toBe(1);
  const lines = command
    .stdout()
    .trim()
    .split('\n')
    .map((line) => lineSchema.parse(JSON.parse(line)));
  expect(lines.map((line) => line.file)).toEqual(files);
  expect(lines.map((line) => line.result?.verdict)).toEqual(['passed', 'passed', 'failed']);
});

it('exits with 0 when all programs are correct', async () => {
  const command = touchstone('grade', helloAssignment, file('right.py'));
  expect(await command.exited).toBe(0);
  expect(command.stdout()).toContain('right.py: passed');
});

it('asks for an assignment when given a whole course', async () => {
  const course = dirname(helloAssignment);
  const command = touchstone('grade', course, file('right.py'));
  expect(await command.exited).toBe(2);
  expect(command.stderr()).toContain('is a course, not an assignment');
});

it('grades nothing with tests that have no model solution, or one that fails', async () => {
  const [unsolved, failing] = [file('unsolved'), file('failing')];
  for (const copy of [unsolved, failing]) await cp(helloAssignment, copy, { recursive: true });
  await rm(join(unsolved, 'solution.py'));
  await writeFile(join(failing, 'solution.py'), wrongHello);
  const commands = [unsolved, failing].map((folder) =>
    touchstone('grade', folder, file('right.py')),
  );
  expect(await Promise.all(commands.map(({ exited }) => exited))).toEqual([2, 2]);
  const [first, second] = commands.map((command) => command.stderr());
  expect(first).toContain('has no solution.py');
  expect(first).toContain('judge: shared');
  expect(second).toContain('its model solution failed at HelloTest.');
  expect(commands.map((command) => command.stdout())).toEqual(['', '']);
});

it('reports why a file cannot be a program, and grades the others', async () => {
  const names = ['nul.py', 'latin.py', 'large.py', 'missing.py', 'right.py'];
  const command = touchstone('grade', helloAssignment, ...names.map(file));
  expect(await command.exited).toBe(2);
  for (const why of [
    'nul.py contains a NUL',
    'latin.py is not UTF-8',
    'large.py is larger than 65536 bytes',
    "missing.py can't be read: no such file",
  ]) {
    expect(command.stderr()).toContain(why);
  }
  expect(command.stdout()).toContain('right.py: passed');
});
