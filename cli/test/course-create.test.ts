import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { temporaryFolder, type TemporaryFolder } from '@touchstone/test-kit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { touchstoneHere } from './in-process-command.ts';

let folder: TemporaryFolder;
let course: string;
beforeAll(async () => {
  folder = await temporaryFolder();
  course = join(folder.path, 'python');
});
afterAll(() => folder.remove());

it('creates a course with assignments of both kinds that pass the check', async () => {
  const created = await touchstoneHere('course', 'new', course, '--title', 'Python: "first" steps');
  expect(created.status).toBe(0);
  expect(created.stdout).toContain(`next: touchstone course add ${course}/SLUG`);
  for (const args of [
    ['leap-year', '--unittest', '--part', 'First part'],
    ['add-two', '--cases'],
  ]) {
    const [slug = '', ...options] = args;
    expect((await touchstoneHere('course', 'add', join(course, slug), ...options)).status).toBe(0);
  }
  const checked = await touchstoneHere('course', 'check', course);
  expect(checked.stdout.trim().split('\n').at(-1)).toBe('3 assignments: no faults, no warnings');
  expect(checked.status).toBe(0);
  expect(await readFile(join(course, 'course.yaml'), 'utf8')).toContain(
    '      - double\n      - leap-year\n      - add-two\n',
  );
  for (const file of ['course.yaml', 'add-two/assignment.yaml', 'add-two/cases.yaml']) {
    const [line = ''] = (await readFile(join(course, file), 'utf8')).split('\n', 1);
    const [, schema = ''] = /^# yaml-language-server: \$schema=(\S+)$/.exec(line) ?? [];
    const named = await readFile(join(course, dirname(file), schema), 'utf8');
    expect(JSON.parse(named)).toMatchObject({ title: basename(file) });
  }
});

it.each([
  ['a folder with something in it', ['new', '.'], 2, 'is not empty'],
  ['a name that is no address', ['new', 'My Course'], 2, 'such as "my-course"'],
  ['an assignment outside a course', ['add', '../other/leap'], 1, 'in a course folder'],
  ['an assignment that exists', ['add', 'double'], 2, 'exists already'],
  ['an address that is taken', ['add', 'progress'], 2, 'the progress page'],
  ['a part that does not exist', ['add', 'new', '--part', 'No'], 1, 'has no part "No"'],
  ['two kinds of tests', ['add', 'new', '--cases', '--unittest'], 2, 'cannot be used with'],
])(
  'refuses %s, and changes nothing',
  async (_name, [command = '', path = '', ...rest], status, why) => {
    await mkdir(join(folder.path, 'other'), { recursive: true });
    const before = await readdir(folder.path, { recursive: true });
    const outcome = await touchstoneHere('course', command, join(course, path), ...rest);
    expect(outcome.stderr).toContain(why);
    expect(outcome.status).toBe(status);
    expect(await readdir(folder.path, { recursive: true })).toEqual(before);
  },
);

it('leaves no folder behind if course.yaml cannot be changed', async () => {
  const before = await readFile(join(course, 'course.yaml'), 'utf8');
  await writeFile(join(course, 'course.yaml.new'), '');
  const outcome = await touchstoneHere('course', 'add', join(course, 'left-over'));
  expect(outcome.status).not.toBe(0);
  expect(await readdir(course)).not.toContain('left-over');
  expect(await readFile(join(course, 'course.yaml'), 'utf8')).toBe(before);
});
