import { execFileSync } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '@touchstone/servers';
import {
  copyEmptyPglite,
  createApiClient,
  createStudent,
  createUser,
  listAssignmentIds,
  temporaryFolder,
  type Student,
  type TemporaryFolder,
} from '@touchstone/test-kit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { rightHello, tinyCourse, wrongHello } from './fixtures.ts';
import { touchstoneHere, type Outcome } from './in-process-command.ts';
import { killCommands, touchstone, type RunningCommand } from './running-command.ts';

let folder: TemporaryFolder;
let server: RunningCommand;
let url = '';
let students: [Student, Student];
const data = () => join(folder.path, 'data');
const at = (...args: string[]): Promise<Outcome> => touchstoneHere(...args, '--data', data());
const done = async (...args: string[]): Promise<string> => {
  const outcome = await at(...args);
  expect(outcome).toMatchObject({ status: 0, stderr: '' });
  return outcome.stdout;
};

beforeAll(async () => {
  folder = await temporaryFolder();
  await copyEmptyPglite(join(data(), 'database'));
  server = touchstone(
    ...['start', '--data', data(), '--port', String(await freePort()), '--course', tinyCourse],
  );
  url = (await server.printed(/ready: (\S+)/))[1] ?? '';
  const both = [await createStudent(url), await createStudent(url)] as [Student, Student];
  students = both[0].uuid < both[1].uuid ? both : [both[1], both[0]];
  const [one, other] = students;
  await one.graded((await one.handIn('hello', rightHello)).id);
  await one.graded((await one.handIn('hello', wrongHello)).id);
  await other.graded((await other.handIn('hello', wrongHello)).id);
});
afterAll(async () => {
  killCommands();
  await folder.remove();
});

it('prints the points of a running system: as a table, as CSV and as JSON', async () => {
  const [one, other] = students.map(({ uuid }) => uuid) as [string, string];
  const pad = (text: string) => text.padEnd(36);
  expect((await done('points', 'tiny')).split('\n')).toEqual([
    `${pad('id')}  name  group   hello  double   total`,
    `${pad(one)}  -     -         100       -     100`,
    `${pad(other)}  -     -           0       -       0`,
    '',
  ]);
  expect(await done('points', 'tiny', '--csv')).toBe(
    '\ufeffid,name,mail,group,hello,double,total,overridden,uuid\r\n' +
      `${one},,,,100,,100,,${one}\r\n${other},,,,0,,0,,${other}\r\n`,
  );
  expect(await done('points', 'tiny', '--csv', '--no-bom', '--at', 'latest')).toContain(
    `\r\n${one},,,,0,,0,,${one}\r\n`,
  );
  expect(await done('points', 'tiny', '--at', 'due')).toBe(await done('points', 'tiny'));
  const json = (await done('points', 'show', 'tiny', '--json')).trim().split('\n');
  expect(json.map((line) => JSON.parse(line) as unknown)).toMatchObject([
    { kind: 'course', slug: 'tiny', assignments: [{ slug: 'hello' }, { slug: 'double' }] },
    { kind: 'student', uuid: one, total: 100, assignments: [{ points: 100, solved: true }] },
    { kind: 'student', uuid: other, total: 0, assignments: [{ points: 0, solved: false }] },
  ]);
});

it('prints what Canvas and Moodle import', async () => {
  const canvas = (await done('points', 'tiny', '--for', 'canvas', '--no-bom')).split('\r\n');
  expect(canvas.slice(0, 2)).toEqual([
    'Student,ID,SIS User ID,SIS Login ID,Section,Hello,Double',
    'Points Possible,,,,,100,100',
  ]);
  expect(canvas[2]).toBe(`${students[0].uuid},,,,,100,`);
  const moodle = await at('points', 'tiny', '--for', 'moodle', '--no-bom');
  expect(moodle).toMatchObject({
    status: 0,
    stdout: 'ID number,Email address,Name,Hello,Double\r\n',
    stderr: expect.stringContaining('2 students without number and mail address') as string,
  });
});

it('lists submissions, all or those that gave the points', async () => {
  const lines = (await done('submissions', 'tiny')).trim().split('\n');
  expect(lines).toHaveLength(3);
  expect(lines[0]).toMatch(/^[0-9a-f-]{36} {2}\S+Z {2}hello {2}[0-9a-f-]{36}: passed, 100 points$/);
  const csv = (await done('submissions', 'tiny', '--best', '--csv')).trimEnd().split('\r\n');
  expect(csv).toHaveLength(3);
  expect(csv[0]).toBe(
    '\ufeffid,name,mail,group,assignment,received,status,verdict,points,solved,submission,uuid',
  );
  expect(csv[1]).toMatch(new RegExp(`^${students[0].uuid},,,,hello,.*,graded,passed,100,true,`));
  const json = (await done('submissions', 'tiny', '--json', '--assignment', 'hello')).trim();
  expect(json.split('\n').map((line) => JSON.parse(line) as unknown)).toMatchObject([
    { assignment: 'hello', verdict: 'passed', student: { uuid: students[0].uuid } },
    { assignment: 'hello', verdict: 'failed', student: { uuid: students[0].uuid } },
    { assignment: 'hello', verdict: 'failed', student: { uuid: students[1].uuid } },
  ]);
  expect(await done('submissions', 'tiny', '--assignment', 'double')).toBe('');
  expect(await done('submissions', 'tiny', '--before', '2020-01-01')).toBe('');
  expect((await done('submissions', 'tiny', '--before', 'due')).trim().split('\n')).toEqual(lines);
});

it('writes exactly the programs that gave the points to a private zip file', async () => {
  const zip = join(folder.path, 'best.zip');
  expect(await done('submissions', 'tiny', '--best', '--zip', zip)).toContain('2 submissions');
  expect((await stat(zip)).mode & 0o777).toBe(0o600);
  const out = join(folder.path, 'best');
  execFileSync('unzip', ['-qq', zip, '-d', out]);
  const program = (uuid: string) => readFile(join(out, uuid, 'hello', 'submission.py'), 'utf8');
  expect(await program(students[0].uuid)).toBe(rightHello);
  expect(await program(students[1].uuid)).toBe(wrongHello);
  const info = (await readFile(join(out, 'info.csv'), 'utf8')).split('\r\n');
  expect(info[0]).toMatch(/^filename,full_name,label,created_at,/);
  expect(info[1]).toMatch(new RegExp(`^${students[0].uuid}/hello/submission.py,`));

  const again = await at('submissions', 'tiny', '--zip', zip);
  expect(again).toMatchObject({ status: 2, stdout: '' });
  const all = join(folder.path, 'all.zip');
  expect(await done('submissions', 'tiny', '--zip', all)).toContain('3 submissions');
});

it('exports submissions so that nobody can be told by them, and notes each export', async () => {
  const named = `# Ada Lovelace\n"""Ada"""\n${rightHello}`;
  const [one, other] = students;
  await other.graded((await other.handIn('double', named)).id);
  const csv = (await done('submissions', 'tiny', '--anonymous', '--csv', '--no-bom')).trimEnd();
  const ids = (await done('submissions', 'tiny', '--json'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { id: string; createdAt: string });
  expect(ids).toHaveLength(4);
  for (const secret of [
    one.uuid,
    other.uuid,
    ...ids.flatMap(({ id, createdAt }) => [id, createdAt]),
  ]) {
    expect(csv).not.toContain(secret);
  }
  const rows = csv
    .split('\r\n')
    .slice(1)
    .map((line) => line.split(','));
  expect(new Set(rows.map(([id]) => id))).toEqual(new Set(['student-1', 'student-2']));
  // Distances and hours of the day stay.
  const times = rows.map((row) => Date.parse(row[5] ?? '')).toSorted((a, b) => a - b);
  const real = ids.map(({ createdAt }) => Date.parse(createdAt)).toSorted((a, b) => a - b);
  const shifts = new Set(real.map((time, index) => time - (times[index] ?? 0)));
  expect(shifts.size).toBe(1);
  const [shift = 0] = shifts;
  expect(shift).toBeGreaterThan(0);
  expect(shift % (7 * 24 * 3_600_000)).toBe(0);
  const again = await done('submissions', 'tiny', '--anonymous', '--csv', '--no-bom');
  expect(again.split('\r\n')[1]).not.toBe(csv.split('\r\n')[1]);

  const zip = join(folder.path, 'anonymous.zip');
  await done('submissions', 'tiny', '--anonymous', '--zip', zip);
  const out = join(folder.path, 'anonymous');
  execFileSync('unzip', ['-qq', zip, '-d', out]);
  const all = execFileSync('grep', ['-r', '', out], { encoding: 'utf8' });
  expect(all).toContain('return "Hello"');
  for (const secret of [one.uuid, other.uuid, 'Ada', ...ids.map(({ id }) => id)]) {
    expect(all).not.toContain(secret);
  }

  const log = (await done('audit', 'tiny')).trim().split('\n');
  expect(log[0]).toMatch(
    /^\d{4}-\d\d-\d\d \d\d:\d\d UTC {2}A command on the server exported submissions without names\.$/,
  );
  expect(log.join('\n')).toContain('exported submissions of all students.');
  expect(log.join('\n')).toContain('exported the points of all students.');
  const json = (await done('audit', '--json')).trim().split('\n');
  expect(JSON.parse(json[0] ?? '')).toMatchObject({ action: 'export-submissions', course: 'tiny' });
  expect(await done('audit', 'tiny', '--since', '2099-01-01', '--csv', '--no-bom')).toBe(
    'at,course,action,text,actor,about\r\n',
  );
  const unknown = await at('audit', 'no-such');
  expect(unknown).toMatchObject({ status: 1, stdout: '' });
  expect(unknown.stderr).toContain('There is no course no-such.');
});

it('overrides points, which the student sees with the reason, until that is removed', async () => {
  const { client, user } = await createUser(createApiClient({ url }));
  const { uuid } = user;
  const me = () => client.call('GET /api/me');
  const assignmentId = (await listAssignmentIds(client)).get('hello') ?? '';
  // The same program was graded before, so the result is there at once.
  await client.call('POST /api/submissions', { body: { assignmentId, code: rightHello } });
  expect(await me()).toMatchObject({ points: 100 });
  const place = ['tiny', 'hello', uuid];
  const said = await done('points', 'set', ...place, '7.5', '--reason', ' Copied from a book ');
  expect(said).toContain('7.5 points in hello, in the place of 100 points earned');
  expect(await me()).toMatchObject({
    points: 7.5,
    overriddenPoints: [{ points: 7.5, earned: 100, reason: 'Copied from a book' }],
  });
  expect(await done('points', 'tiny')).toMatch(new RegExp(`${uuid} .* 7.5\\* .* 7.5\n`));
  expect(await done('points', 'tiny', '--csv')).toContain(`,7.5,,7.5,hello,${uuid}\r\n`);
  const lines = (await done('points', 'tiny', '--json')).split('\n');
  const json = lines.find((line) => line.includes(uuid)) ?? '';
  expect(JSON.parse(json)).toMatchObject({
    total: 7.5,
    assignments: [{ points: 7.5, earned: 100, overridden: { reason: 'Copied from a book' } }],
  });
  expect(await done('points', 'set', ...place, '--remove')).toContain('counts again: 100 points');
  expect(await done('points', 'set', ...place, '--remove')).toContain('nothing has changed');
  expect(await me()).toMatchObject({ points: 100 });
  expect(await me()).not.toHaveProperty('overriddenPoints');

  const nobody = await at('points', 'set', 'tiny', 'hello', 'x@example.org', '1', '--reason', 'x');
  expect(nobody).toMatchObject({ status: 1, stdout: '' });
  expect(nobody.stderr).toContain('has no student x@example.org');
});

it('names what there is instead of an unknown course or assignment', async () => {
  for (const command of ['points', 'submissions']) {
    const outcome = await at(command, 'no-such');
    expect(outcome).toMatchObject({ status: 1, stdout: '' });
    expect(outcome.stderr).toContain('There is no course no-such.');
  }
  const outcome = await at('submissions', 'tiny', '--assignment', 'no-such');
  expect(outcome).toMatchObject({ status: 1, stdout: '' });
  expect(outcome.stderr).toContain('It has: hello, double.');
});

it.each([
  [['points', 'tiny', '--csv', '--json']],
  [['points', 'tiny', '--json', '--for', 'canvas']],
  [['points', 'tiny', '--at', 'worst']],
  [['points', 'tiny', '--before', 'tomorrow']],
  [['points', 'tiny', '--at', 'due', '--before', '2026-12-18']],
  [['submissions', 'tiny', '--csv', '--zip', 'x.zip']],
  [['submissions']],
  [['audit', '--csv', '--json']],
  [['audit', '--since', 'yesterday']],
  [['points', 'set', 'tiny', 'hello', 'x', '8']],
  [['points', 'set', 'tiny', 'hello', 'x', '--reason', 'x']],
  [['points', 'set', 'tiny', 'hello', 'x', '-8', '--reason', 'x']],
  [['points', 'set', 'tiny', 'hello', 'x', '1e9', '--reason', 'x']],
  [['points', 'set', 'tiny', 'hello', 'x', '8', '--remove']],
])('treats %j as wrong usage', async (args) => {
  expect(await touchstoneHere(...args)).toMatchObject({ status: 2, stdout: '' });
});

it('does the same when the system is stopped', async () => {
  const before = await done('points', 'tiny', '--csv');
  server.kill('SIGINT');
  expect(await server.exited).toBe(0);
  expect(await done('points', 'tiny', '--csv')).toBe(before);
});
