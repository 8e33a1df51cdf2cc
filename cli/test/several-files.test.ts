import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { resultSchema } from '@touchstone/contracts';
import { temporaryFolder, type TemporaryFolder } from '@touchstone/test-kit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { touchstoneHere } from './in-process-command.ts';

/*
 * An assignment whose students edit several files, from `course add --files` to checking, mutants and grading,
 * with the default judge.
 */

let folder: TemporaryFolder;
let course: string;
const assignment = () => join(course, 'longest');

/** Writes files of the assignment. */
async function change(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(assignment(), name)), { recursive: true });
    await writeFile(join(assignment(), name), text);
  }
}

/** A program that is handed in, as a folder. */
async function handedIn(name: string, files: Readonly<Record<string, string | Buffer>>) {
  const path = join(folder.path, 'handed-in', name);
  await mkdir(path, { recursive: true });
  for (const [file, text] of Object.entries(files)) await writeFile(join(path, file), text);
  return path;
}

const solution = (name: string) => readFile(join(assignment(), 'solution', name), 'utf8');

beforeAll(async () => {
  folder = await temporaryFolder();
  course = join(folder.path, 'python');
  await touchstoneHere('course', 'new', course);
  for (const [slug, kind] of [
    ['longest', '--cases'],
    ['tested', '--unittest'],
  ]) {
    const path = join(course, slug ?? '');
    const args = ['course', 'add', path, kind ?? '', '--files', 'main.py, shapes.py,more.py'];
    expect(await touchstoneHere(...args)).toMatchObject({ status: 0 });
  }
});
afterAll(() => folder.remove());

it('creates examples that pass the check, and names that cannot be used are refused', async () => {
  const checked = await touchstoneHere('course', 'check', course);
  expect(checked.stdout.trim().split('\n').at(-1)).toBe('3 assignments: no faults, no warnings');
  expect(checked.status).toBe(0);
  for (const [names, why] of [
    ['main.py', 'needs 2 to 10 names'],
    ['main.py,string.py', "lists string.py, which would hide Python's own module string"],
    ['main.py,tests.py', 'lists "tests.py", which is reserved'],
    ['main.py,main.py', 'lists main.py, which it lists before'],
    ['main.py,../shapes.py', 'lists "../shapes.py", which must be a Python module name'],
  ]) {
    const refused = await touchstoneHere(
      'course',
      'add',
      join(course, 'no'),
      '--files',
      names ?? '',
    );
    expect(refused.status).toBe(2);
    expect(refused.stderr).toContain(why);
  }
  expect(await readFile(join(course, 'course.yaml'), 'utf8')).not.toContain('- no\n');
});

it('grades folders, names the file of a line, and says what a folder lacks', async () => {
  const right = {
    'main.py': await solution('main.py'),
    'shapes.py': await solution('shapes.py'),
    'more.py': '',
  };
  const failing = 'def longest(words):\n    return words[9]\n';
  const folders = [
    await handedIn('right', { ...right, 'notes.txt': Buffer.from([0xff]) }),
    await handedIn('wrong', { ...right, 'shapes.py': failing }),
    await handedIn('broken', { ...right, 'shapes.py': 'def longest(:\n' }),
  ];
  const json = await touchstoneHere('grade', '--json', assignment(), ...folders);
  expect(json.stderr).toBe('');
  expect(json.status).toBe(1);
  const lineSchema = z.object({ file: z.string(), result: resultSchema });
  const lines = json.stdout
    .trim()
    .split('\n')
    .map((line) => lineSchema.parse(JSON.parse(line)));
  expect(lines.map(({ file }) => file)).toEqual(folders);
  expect(lines.map(({ result }) => result.verdict)).toEqual(['passed', 'failed', 'syntax-error']);
  expect(lines[1]?.result.tests.map(({ line, file }) => [line, file])).toEqual([
    [2, 'shapes.py'],
    [2, 'shapes.py'],
    [null, undefined], // hidden
  ]);
  const text = await touchstoneHere('grade', assignment(), ...folders);
  expect(text.stdout).toContain('(line 2 of shapes.py)');

  const faulty: [string, string][] = [
    [
      await handedIn('lacking', { 'main.py': '' }),
      ' has no shapes.py or more.py; a program here is a folder with main.py, shapes.py and more.py',
    ],
    [
      join(folders[0] ?? '', 'main.py'),
      ' is a file; give a folder with main.py, shapes.py and more.py',
    ],
    [join(folder.path, 'none'), " can't be read: no such folder"],
    [
      await handedIn('latin', { ...right, 'more.py': Buffer.from('# caf\u00e9', 'latin1') }),
      " can't be graded: more.py in it is not UTF-8 text",
    ],
    [
      await handedIn('nul', { ...right, 'more.py': '\0' }),
      " can't be graded: more.py in it contains a NUL character",
    ],
    [
      await handedIn('large', { ...right, 'more.py': '#'.repeat(65_536) }),
      ' is larger than 65536 bytes, main.py, shapes.py and more.py together',
    ],
  ];
  const paths = faulty.map(([path]) => path);
  const refused = await touchstoneHere('grade', assignment(), ...paths, folders[0] ?? '');
  expect(refused.status).toBe(2);
  expect(refused.stderr.trim().split('\n')).toEqual(
    faulty.map(([path, why]) => `touchstone: ${path}${why}`),
  );
  expect(refused.stdout).toContain('right: passed');
});

it('finds what is wrong with a file of the model solution, the starter and wrong programs', async () => {
  const shapes = await solution('shapes.py');
  const starter = await readFile(join(assignment(), 'starter/shapes.py'), 'utf8');
  await change({
    'wrong/shortest/shapes.py': shapes.replace('max', 'min'),
    'wrong/right/shapes.py': shapes,
    'wrong/invalid/main.py': 'x = (\n',
    'starter/shapes.py': `${starter}\nNo\n`,
  });
  const checked = await touchstoneHere('course', 'check', assignment());
  expect(checked.status).toBe(1);
  expect(checked.stdout).toContain('fault: wrong/right: passes all tests');
  expect(checked.stdout).not.toContain('wrong/shortest');
  expect(checked.stdout).toContain('warning: wrong/invalid/main.py:1: is not valid Python');
  expect(checked.stdout).toMatch(
    /warning: starter\/shapes\.py:4: the starter does not load: `No` is not defined/,
  );
  await change({ 'solution/shapes.py': `${shapes}\nNo\n` });
  const broken = await touchstoneHere('course', 'check', assignment());
  expect(broken.stdout).toMatch(
    /fault: solution\/shapes\.py:5: the model solution does not load: `No` is not defined/,
  );
  const grading = await touchstoneHere('grade', assignment(), course);
  expect(grading.stderr).toContain('its model solution does not load');
  await change({ 'solution/shapes.py': shapes, 'starter/shapes.py': starter });
  await rm(join(assignment(), 'wrong'), { recursive: true });
});

it('tries mutants of all files of the model solution', async () => {
  const check = (...args: string[]) =>
    touchstoneHere('course', 'check', '--mutants', '--seconds', '300', ...args, assignment());
  const shapes = await solution('shapes.py');
  await change({ 'solution/shapes.py': `${shapes}\n\ndef spare(a):\n    return a + 1\n` });
  const checked = await check();
  expect(checked.stdout).toContain('solution/shapes.py:7: no test tells these apart:');
  expect(checked.stdout).toMatch(/ {8}@@ shapes\.py: spare @@\n {8}- {4}return a \+ 1/);
  const [, noticed, total] = /mutants: (\d+) of (\d+) noticed/.exec(checked.stdout) ?? [];
  expect(Number(noticed)).toBeGreaterThan(0);
  expect(Number(noticed)).toBeLessThan(Number(total));
  const { mutants } = JSON.parse((await check('--json')).stdout) as {
    mutants: { survivors: { file: string; diff: string }[] };
  };
  const ofSpare = mutants.survivors.filter(({ file }) => file === 'shapes.py');
  const list = ofSpare.map(({ diff }) => `  - |\n${diff.replace(/^/gm, '    ')}\n`).join('');
  const manifest = await readFile(join(assignment(), 'assignment.yaml'), 'utf8');
  await change({ 'assignment.yaml': `${manifest}equivalentMutants:\n${list}` });
  const listed = await check();
  expect(listed.stdout).toMatch(/mutants: (\d+) of \1 noticed, /);
  expect(listed.stdout).toContain(`${ofSpare.length} listed as equivalent`);
  await change({ 'solution/shapes.py': shapes });
  const stale = await touchstoneHere('course', 'check', assignment());
  expect(stale.stdout).toContain(
    'is not a mutant of the model solution as it is now: @@ shapes.py: spare @@',
  );
});
