import { mkdir, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises';
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
    ['stack', '--part', 'Classes'],
  ]) {
    const [slug = '', ...options] = args;
    expect((await touchstoneHere('course', 'add', join(course, slug), ...options)).status).toBe(0);
  }
  const checked = await touchstoneHere('course', 'check', course);
  expect(checked.stdout.trim().split('\n').at(-1)).toBe('4 assignments: no faults, no warnings');
  expect(checked.status).toBe(0);
  expect(await readFile(join(course, 'course.yaml'), 'utf8')).toContain(
    '      - double\n      - leap-year\n      - add-two\n  - title: "Classes"\n',
  );
  for (const file of ['course.yaml', 'add-two/assignment.yaml', 'add-two/cases.yaml']) {
    const [line = ''] = (await readFile(join(course, file), 'utf8')).split('\n', 1);
    const [, schema = ''] = /^# yaml-language-server: \$schema=(\S+)$/.exec(line) ?? [];
    const named = await readFile(join(course, dirname(file), schema), 'utf8');
    expect(JSON.parse(named)).toMatchObject({ title: basename(file) });
  }
});

it('copies a course for another term, and moves its dates', async () => {
  const old = join(folder.path, 'term-1');
  await touchstoneHere('course', 'new', old);
  await mkdir(join(old, '.git'));
  const outside = join(folder.path, 'shared.md');
  await writeFile(outside, 'Until 2026-10-05.\n');
  await rm(join(old, 'double/handout.md'));
  await symlink(outside, join(old, 'double/handout.md'));
  const text = await readFile(join(old, 'course.yaml'), 'utf8');
  await writeFile(join(old, 'course.yaml'), text.replace('First part', 'Until 2026-12-29'));
  const copy = join(folder.path, 'term-2');
  const copied = await touchstoneHere('course', 'copy', old, copy, '--shift-dates', '-364');
  expect(copied).toMatchObject({ status: 0 });
  expect(copied.stdout).toContain('course.yaml:5: 2026-12-29 is now 2025-12-30\nCopied ');
  expect(await readFile(join(copy, 'course.yaml'), 'utf8')).toContain('Until 2025-12-30');
  expect(await readFile(outside, 'utf8')).toBe('Until 2026-10-05.\n');
  expect((await readdir(copy)).sort()).toEqual(['.schemas', 'course.yaml', 'double']);
  const before = await readdir(folder.path, { recursive: true });
  for (const [from, to, why] of [
    [old, copy, 'is not empty'],
    [old, join(old, 'inside'), 'inside the course folder'],
    [old, join(folder.path, 'Term 3'), 'such as "term-3"'],
    [join(old, 'double'), join(folder.path, 'new'), 'no course.yaml'],
    [join(folder.path, 'none'), join(folder.path, 'new'), 'no such folder'],
  ]) {
    const refused = await touchstoneHere('course', 'copy', from ?? '', to ?? '');
    expect(refused).toMatchObject({
      status: 2,
      stderr: expect.stringContaining(why ?? '') as string,
    });
  }
  expect((await touchstoneHere('course', 'copy', old, 'x', '--shift-dates', 'a week')).status).toBe(
    2,
  );
  expect(await readdir(folder.path, { recursive: true })).toEqual(before);
});

it.each([
  ['a folder with something in it', ['new', '.'], 2, 'is not empty'],
  ['a name that is no address', ['new', 'My Course'], 2, 'such as "my-course"'],
  ['an assignment outside a course', ['add', '../other/leap'], 1, 'in a course folder'],
  ['an assignment that exists', ['add', 'double'], 2, 'exists already'],
  ['an address that is taken', ['add', 'progress'], 2, 'the progress page'],
  ['a part without a title', ['add', 'new', '--part', ' '], 1, 'the part " "'],
  ['a title that the check refuses', ['new', '../t', '--title', 'T'.repeat(201)], 2, 'title is'],
  ['a broken symlink', ['new', '../other/broken'], 2, 'broken symlink'],
  ['a name that is too long', ['new', `../${'x'.repeat(256)}`], 2, 'the path is too long'],
  ['a file in the path', ['add', 'course.yaml/new'], 2, 'this is a file'],
  ['two kinds of tests', ['add', 'new', '--cases', '--unittest'], 2, 'cannot be used with'],
])(
  'refuses %s, and changes nothing',
  async (_name, [command = '', path = '', ...rest], status, why) => {
    await mkdir(join(folder.path, 'other'), { recursive: true });
    await symlink('nowhere', join(folder.path, 'other/broken')).catch(() => undefined);
    const before = await readdir(folder.path, { recursive: true });
    const outcome = await touchstoneHere('course', command, join(course, path), ...rest);
    expect(outcome.stderr).toContain(why);
    expect(outcome.status).toBe(status);
    expect(await readdir(folder.path, { recursive: true })).toEqual(before);
  },
);

it('creates a course in a new repository of Git', async () => {
  const repository = join(folder.path, 'repository');
  await mkdir(join(repository, '.git'), { recursive: true });
  expect((await touchstoneHere('course', 'new', repository)).status).toBe(0);
  expect(await readdir(repository)).toContain('course.yaml');
});

it('keeps the line ends of Windows in course.yaml', async () => {
  const path = join(folder.path, 'windows');
  await touchstoneHere('course', 'new', path);
  const file = join(path, 'course.yaml');
  const before = (await readFile(file, 'utf8')).replaceAll('\n', '\r\n');
  await writeFile(file, before);
  expect((await touchstoneHere('course', 'add', join(path, 'new'))).status).toBe(0);
  expect(await readFile(file, 'utf8')).toBe(`${before}      - new\r\n`);
});

it('leaves no folder behind if course.yaml cannot be changed', async () => {
  const before = await readFile(join(course, 'course.yaml'), 'utf8');
  await writeFile(join(course, 'course.yaml.new'), '');
  const outcome = await touchstoneHere('course', 'add', join(course, 'left-over'));
  expect(outcome.status).toBe(2);
  expect(outcome.stderr).toContain('course.yaml.new: it exists already.\n');
  expect(await readdir(course)).not.toContain('left-over');
  expect(await readFile(join(course, 'course.yaml'), 'utf8')).toBe(before);
});
