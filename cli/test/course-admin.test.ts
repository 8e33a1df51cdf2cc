import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { courseExportPageSchema } from '@touchstone/contracts';
import { freePort } from '@touchstone/servers';
import {
  copyEmptyPglite,
  createStudent,
  temporaryFolder,
  type TemporaryFolder,
} from '@touchstone/test-kit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { storeOfHolder } from '../src/control/client.ts';
import { rightHello, slowHello, tinyCourse, wrongHello } from './fixtures.ts';
import { touchstoneHere, type Outcome } from './in-process-command.ts';
import {
  killCommands,
  touchstone,
  touchstoneOnTerminal,
  type RunningCommand,
} from './running-command.ts';

let folder: TemporaryFolder;
let server: RunningCommand;
let url = '';
const data = () => join(folder.path, 'data');
const course = (...args: string[]): Promise<Outcome> =>
  touchstoneHere('course', ...args, '--data', data());
const listed = async () => (await course('list')).stdout;

beforeAll(async () => {
  folder = await temporaryFolder();
  await copyEmptyPglite(join(data(), 'database'));
  server = touchstone(
    ...['start', '--data', data(), '--port', String(await freePort()), '--course', tinyCourse],
  );
  url = (await server.printed(/ready: (\S+)/))[1] ?? '';
});
afterAll(async () => {
  killCommands();
  await folder.remove();
});

function yearsFromNow(years: number): string {
  const day = new Date();
  day.setUTCFullYear(day.getUTCFullYear() + years);
  return day.toISOString().slice(0, 10);
}

it('archives a course of a running server: it can be read, and nothing else', async () => {
  const student = await createStudent(url);
  await student.graded((await student.handIn('hello', wrongHello)).id);
  expect(await listed()).toMatch(/^tiny: .* \(2 assignments, 1 student, 1 submission\)\n$/);

  expect((await course('archive', 'tiny')).stdout).toContain(`After ${yearsFromNow(1)} `);
  expect((await course('archive', 'tiny')).stdout).toContain('archived already');
  expect((await course('archive', 'tiny', '--keep', '24')).status).toBe(0);
  expect(await listed()).toContain(`(archived, kept until ${yearsFromNow(2)}, 2 assignments`);
  expect((await course('archive', 'tiny', '--keep', '24', '--undo')).status).toBe(2);
  const { courses } = (await (await fetch(`${url}/api/courses`)).json()) as { courses: unknown[] };
  expect(courses).toMatchObject([{ slug: 'tiny', archived: true }]);
  // Also a program whose result could be reused.
  for (const code of [rightHello, wrongHello]) {
    const refused = await student.tryToHandIn('hello', code);
    expect(refused).toMatchObject({ status: 403, problem: { type: '/problems/course-archived' } });
  }
  const load = await course('load', tinyCourse);
  expect(load).toMatchObject({ status: 1 });
  expect(load.stderr).toContain('course archive tiny --undo');

  expect((await course('archive', 'tiny', '--undo')).status).toBe(0);
  const accepted = await student.graded((await student.handIn('hello', rightHello)).id);
  expect(accepted.result?.verdict).toBe('passed');
  expect((await course('archive', 'no-such')).stderr).toContain('Loaded: tiny.');
});

it('removes nothing without a confirmation', async () => {
  const apart = touchstone('course', 'remove', 'tiny', '--data', data());
  apart.stdin.end();
  expect(await apart.exited).toBe(2);
  expect(apart.stderr()).toContain('--yes');
  const asked = touchstoneOnTerminal('course', 'remove', 'tiny', '--data', data());
  await asked.printed(/Type the name of the course to continue/);
  asked.stdin.write('yes\n');
  expect(await asked.exited).toBe(1);
  expect(await listed()).toContain('1 student, 2 submissions');
});

it('shows a course again when its removal is interrupted', async () => {
  const student = await createStudent(url);
  const { id } = await student.handIn('hello', slowHello);
  const removal = touchstone('course', 'remove', 'tiny', '--yes', '--data', data());
  const shown = async () => (await fetch(`${url}/api/courses`)).text();
  await expect.poll(shown).not.toContain('tiny');
  removal.kill('SIGINT');
  await removal.exited;
  expect(removal.stdout()).toContain('nothing was removed');
  expect(await shown()).toContain('tiny');
  await student.graded(id);
});

it('removes nothing if the course is shown again meanwhile', async () => {
  const student = await createStudent(url);
  const { id } = await student.handIn('hello', `${slowHello}# another program\n`);
  const output = join(folder.path, 'shown-again.jsonl');
  const removal = touchstone(
    'course',
    'remove',
    'tiny',
    '--yes',
    '--output',
    output,
    '--data',
    data(),
  );
  await expect.poll(async () => (await fetch(`${url}/api/courses`)).text()).not.toContain('tiny');
  expect(await storeOfHolder(data()).publishCourse('tiny', true)).toBe(true);
  expect(await removal.exited).toBe(1);
  expect(removal.stderr()).toContain('Nothing was removed: another command has shown tiny');
  await student.graded(id);
});

it('keeps a course as it is if its export cannot be written', async () => {
  const refused = await course('remove', 'tiny', '--yes', '--output', '/no/such/folder/x.jsonl');
  expect(refused.status).toBe(2);
  expect(await listed()).toMatch(/^tiny: .* \(2 assignments, 3 students/);
});

it('exports a course of a running server, then removes it; it can be loaded again', async () => {
  const output = join(folder.path, 'tiny.jsonl');
  const removed = await course('remove', 'tiny', '--yes', '--output', output);
  expect(removed).toMatchObject({ status: 0 });
  expect(removed.stdout).toContain('Removed course tiny, with 4 submissions.');
  const lines = (await readFile(output, 'utf8')).trim().split('\n');
  const { rows } = courseExportPageSchema.parse({
    rows: lines.map((line) => JSON.parse(line) as unknown),
    next: null,
  });
  const kinds = rows.map(({ kind }) => kind);
  expect(kinds.slice(0, 3)).toEqual(['course', 'assignment', 'assignment']);
  const ofStudents = rows.filter((row) => 'assignment' in row);
  expect(ofStudents).toHaveLength(7);
  expect(ofStudents).toContainEqual(
    expect.objectContaining({ kind: 'progress', assignment: 'hello', solved: true }),
  );
  expect(ofStudents).toContainEqual(
    expect.objectContaining({ kind: 'submission', code: wrongHello, assignment: 'hello' }),
  );

  expect(await (await fetch(`${url}/api/courses`)).json()).toEqual({ courses: [] });
  expect((await course('remove', 'tiny', '--yes')).status).toBe(1);
  expect((await course('load', tinyCourse)).status).toBe(0);
  expect(await listed()).toContain('(2 assignments, 0 students, 0 submissions)');
});

it('lists the courses when the server is stopped, also those that are hidden', async () => {
  server.kill('SIGINT');
  expect(await server.exited).toBe(0);
  const { stdout } = await course('list', '--json');
  expect(JSON.parse(stdout)).toMatchObject({ slug: 'tiny', published: true, archived: false });
});
