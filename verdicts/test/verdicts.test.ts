import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { runFile } from '@touchstone/runtime/programs';
import { temporaryFolder } from '@touchstone/test-kit';

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const sample = fileURLToPath(new URL('../../courses/first-steps/', import.meta.url));
const folder = await temporaryFolder();
afterAll(() => folder.remove());

const verdicts = (...args: string[]) =>
  promisify(execFile)(process.execPath, [runFile, main, ...args]);

/** An assignment, a folder of programs beside it, and one with the name of a sample assignment. */
async function makeInputs(): Promise<string> {
  const inputs = join(folder.path, 'inputs');
  await cp(join(sample, 'sum'), join(inputs, 'some/assignment'), { recursive: true });
  await mkdir(join(inputs, 'some/programs'));
  await mkdir(join(inputs, 'hello'));
  await writeFile(join(inputs, 'some/programs/minus.py'), 'def add(a, b):\n    return a - b\n');
  await writeFile(join(inputs, 'hello/loud.py'), 'def hello():\n    return "HELLO"\n');
  return inputs;
}

test('a run writes the verdicts of all programs, the same each time', async () => {
  const inputs = await makeInputs();
  const written: string[] = [];
  for (const name of ['first', 'second']) {
    const into = join(folder.path, name);
    await verdicts(into, '--inputs', inputs, '--only', 'inputs/');
    written.push(await readFile(join(into, 'inputs/some/assignment.txt'), 'utf8'));
    expect(await readFile(join(into, 'inputs/sample/first-steps/hello.txt'), 'utf8')).toContain(
      'split: hello/loud.py\n  verdict failed\n',
    );
  }
  const [first = '', second] = written;
  expect(second).toBe(first);
  expect(first).toMatch(/^record of the model solution\n {2}\w+\.test_\w+/);
  for (const judge of ['split', 'shared']) {
    expect(first).toContain(`${judge}: solution.py\n  verdict passed\n`);
    expect(first).toMatch(
      new RegExp(`${judge}: some/programs/minus\\.py\n  verdict failed\n  failed \\w+`),
    );
  }
  expect(first).toMatch(/\n {4}expected: \d+\n {4}actual: -?\d+\n/);
});

test('two folders are compared by their messages for each program', async () => {
  const folders = ['earlier', 'later'].map((name) => join(folder.path, name));
  const texts = ['should be 2, but is 3.', 'should be 2, but is 3. It is one more.'];
  for (const [index, into] of folders.entries()) {
    await mkdir(join(into, 'a'), { recursive: true });
    const lines = [
      'split: wrong.py',
      `    message: ${texts[index] ?? ''}`,
      '',
      'shared: wrong.py',
      `    message: ${texts[index] ?? ''}`,
      '',
      'split: right.py',
      '  verdict passed',
    ];
    await writeFile(join(into, 'a/sum.txt'), `${lines.join('\n')}\n`);
  }
  const { stdout } = await verdicts('--compare', ...folders);
  expect(stdout).toBe(`
a/sum: split: wrong.py
  before
      message: should be 2, but is 3.
  after
      message: should be 2, but is 3. It is one more.

a/sum: split: right.py
  same
  verdict passed

2 programs, 1 of them with other messages
`);
  const { stdout: changed } = await verdicts('--compare', '--changed', ...folders);
  expect(changed).not.toContain('right.py');
});

test('two folders are needed to compare', async () => {
  await expect(verdicts('--compare', folder.path)).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringContaining('Name the two folders to compare.') as unknown,
  });
});

test('a folder that is not empty is refused', async () => {
  await expect(verdicts(sample)).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringContaining('is not empty; name a new folder') as unknown,
  });
});

test('without a folder the command prints its usage', async () => {
  await expect(verdicts()).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringContaining('npm run verdicts -- DIR') as unknown,
  });
});
