import { execFile } from 'node:child_process';
import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { runFile } from '@touchstone/runtime/programs';
import { temporaryFolder, type TemporaryFolder } from '@touchstone/test-kit';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';

const cache = join(import.meta.dirname, '../../../node_modules/.cache/touchstone-programs');

let folder: TemporaryFolder;
let main: string;
beforeAll(async () => {
  folder = await temporaryFolder();
  await writeFile(join(folder.path, 'package.json'), '{"type": "module"}');
});
beforeEach(async () => {
  main = join(folder.path, `main-${Math.random()}.ts`);
  await writeFile(
    main,
    "import { word } from './word.ts';\n" +
      'const given: string[] = process.argv.slice(2);\n' +
      'console.log(word, import.meta.url, import.meta.dirname, ...given);\n',
  );
  await writeWord('first');
});
afterAll(async () => {
  await folder.remove();
  const name = folder.path.replaceAll(/\W/g, '-');
  for (const each of await readdir(cache)) {
    if (each.includes(name)) await rm(join(cache, each), { recursive: true });
  }
});

const writeWord = (word: string) =>
  writeFile(join(folder.path, 'word.ts'), `export const word: string = ${JSON.stringify(word)};\n`);

/** `before` is a command that runs the program. */
async function run(...before: string[]): Promise<string> {
  const [command, ...args] = [...before, process.execPath, runFile, main, 'an', '--argument'];
  const { stdout } = await promisify(execFile)(command, args);
  return stdout;
}

it('runs with arguments, and where its source is', async () => {
  expect(await run()).toBe(`first file://${main} ${folder.path} an --argument\n`);
});

it('is built again when one of its files has changed', async () => {
  await run();
  await writeWord('second');
  expect(await run()).toMatch(/^second /);
  await writeWord('the third');
  expect(await run()).toMatch(/^the third /);
});

it('reports a file that is no TypeScript, and runs when that is corrected', async () => {
  await writeFile(join(folder.path, 'word.ts'), 'export const word = ;\n');
  await expect(run()).rejects.toMatchObject({
    stderr: expect.stringContaining('word.ts') as string,
  });
  await writeWord('corrected');
  expect(await run()).toMatch(/^corrected /);
});

it('runs where nothing can be written, built before or not', async () => {
  const onReadOnlyDisk = ['bwrap', '--ro-bind', '/', '/', '--dev', '/dev'];
  expect(await run(...onReadOnlyDisk)).toBe(`first file://${main} ${folder.path} an --argument\n`);
  await run();
  expect(await run(...onReadOnlyDisk)).toBe(`first file://${main} ${folder.path} an --argument\n`);
});
