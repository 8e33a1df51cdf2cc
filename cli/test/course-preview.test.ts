import { appendFile, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@touchstone/servers';
import { launchChromium, temporaryFolder, type TemporaryFolder } from '@touchstone/test-kit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { touchstoneHere } from './in-process-command.ts';
import { killCommands, touchstone, type RunningCommand } from './running-command.ts';

const wrong = 'def double(number):\n    return number\n';

let folder: TemporaryFolder;
let course: string;
let preview: RunningCommand;
let address: string;
let url: string;
const write = (file: string, text: string) => writeFile(join(course, file), text);

beforeAll(async () => {
  folder = await temporaryFolder();
  course = join(folder.path, 'python');
  await touchstoneHere('course', 'new', course);
  // The person who previews a course is not one of its members.
  await appendFile(join(course, 'course.yaml'), 'access: invited\n');
  await touchstoneHere('course', 'add', join(course, 'soon'));
  await touchstoneHere('course', 'add', join(course, 'longest'), '--files', 'main.py,shapes.py');
  await mkdir(join(course, 'longest/wrong/first'), { recursive: true });
  await write('longest/wrong/first/shapes.py', wrong);
  await mkdir(join(course, 'double/wrong'));
  await write('double/wrong/same.py', wrong);
  preview = touchstone('course', 'preview', course, '--port', String(await freePort()));
  [, address = ''] = await preview.printed(/Preview of .*: (\S+)/);
  url = new URL(address).origin;
});
afterAll(async () => {
  killCommands();
  await folder.remove();
});

/** In the page: the names of the files in the student's draft for the assignment at `address`. */
async function draftNames(address: string): Promise<string[]> {
  const { id } = (await (await fetch(address)).json()) as { id: string };
  const answer = await fetch(`/api/drafts/${id}`);
  const { draft } = (await answer.json()) as { draft: { files: { name: string }[] } };
  return draft.files.map(({ name }) => name);
}

it('gives programs only to the browser that opened the start address, on its own page', async () => {
  const entered = await fetch(address, { redirect: 'manual' });
  const [cookie = ''] = entered.headers.get('set-cookie')?.split(';') ?? [];
  const body = JSON.stringify({ assignment: 'double', program: 'model solution' });
  const ask = async (headers: Record<string, string>) => {
    const state = await fetch(`${url}/preview/state`, { headers });
    const program = await fetch(`${url}/preview/programs`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });
    return [state.status, program.status];
  };
  await expect.poll(() => ask({ cookie })).toEqual([200, 200]);
  expect(await ask({ cookie, origin: url })).toEqual([200, 200]);
  expect(await ask({})).toEqual([403, 403]);
  expect(await ask({ cookie: `${cookie}x` })).toEqual([403, 403]);
  expect(await ask({ cookie, origin: 'http://example.org' })).toEqual([403, 403]);
  expect((await fetch(`${url}/preview`)).status).toBe(403);
  expect((await fetch(`${url}/preview?token=guessed`)).status).toBe(403);
});

it('gives all files of a program where students edit several, as they are in the folder now', async () => {
  const entered = await fetch(address, { redirect: 'manual' });
  const [cookie = ''] = entered.headers.get('set-cookie')?.split(';') ?? [];
  const program = async (name: string): Promise<unknown> => {
    const answer = await fetch(`${url}/preview/programs`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie },
      body: JSON.stringify({ assignment: 'longest', program: name }),
    });
    return answer.json();
  };
  const inFolder = (path: string) => readFile(join(course, 'longest', path), 'utf8');
  const files = (main: string, shapes: string) => ({
    files: [
      { name: 'main.py', code: main },
      { name: 'shapes.py', code: shapes },
    ],
  });
  const solved = await inFolder('solution/main.py');
  expect(await program('wrong: first')).toEqual(files(solved, wrong));
  expect(await program('model solution')).toEqual(
    files(solved, await inFolder('solution/shapes.py')),
  );
  expect(await program('starter')).toEqual(
    files(await inFolder('starter/main.py'), await inFolder('starter/shapes.py')),
  );
  await write('longest/starter/shapes.py', '# changed\n');
  await expect
    .poll(() => program('starter'), { timeout: 20_000 })
    .toEqual(files(await inFolder('starter/main.py'), '# changed\n'));
});

it('shows faults with their lines, puts programs into the editor, and follows the folder', async () => {
  const browser = await launchChromium();
  try {
    const page = await browser.newPage();
    const choose = async (name: string) => {
      await page.goto(`${url}/preview`);
      await page.getByRole('listitem').filter({ hasText: 'Double' }).getByText(name).click();
      await page.waitForURL(`${url}/courses/python/double`);
    };
    const editor = page.locator('.cm-content');
    await page.goto(address);
    await choose('wrong: same.py');
    await editor.getByText('return number').waitFor();
    await choose('model solution');
    await editor.getByText('return 2 * number').waitFor();
    await choose('as student');
    await editor.getByText('Return twice the number').waitFor();
    await expect.poll(() => editor.textContent()).not.toContain('2 * number');

    await page.goto(`${url}/preview`);
    const ofLongest = page.getByRole('listitem').filter({ hasText: 'Longest' });
    await ofLongest.getByText('wrong: first').click();
    await page.waitForURL(`${url}/courses/python/longest`);
    expect(await page.evaluate(draftNames, '/api/courses/python/assignments/longest')).toEqual([
      'main.py',
      'shapes.py',
    ]);

    await page.goto(`${url}/preview`);
    const remark = (text: string) => page.getByRole('listitem').filter({ hasText: text });
    const manifest = await readFile(join(course, 'soon/assignment.yaml'), 'utf8');
    await write('soon/assignment.yaml', `${manifest}pionts: 3\n`);
    await remark('fault soon/assignment.yaml:3 "pionts"').waitFor();
    await write('soon/assignment.yaml', `${manifest}pionts: 3\npublished: false\n`);
    await remark('warning soon/assignment.yaml:3 "pionts"').waitFor();
    await write('double/solution.py', wrong);
    await remark('fault double/cases.yaml:3').waitFor();
    expect(await page.getByRole('button', { name: 'model solution' }).count()).toBe(2);

    await write('soon/assignment.yaml', `${manifest}published: false\n`);
    await remark('Soon (not published) soon/').waitFor();
    const secret = join(folder.path, 'secret.py');
    await writeFile(secret, 'secret = 1\n');
    const same = page.getByRole('button', { name: 'wrong: same.py' });
    await rm(join(course, 'double/wrong/same.py'));
    await same.waitFor({ state: 'detached' });
    await symlink(secret, join(course, 'double/wrong/same.py'));
    await remark('double/wrong/same.py leads outside the folder').waitFor();
    expect(await same.count()).toBe(0);
  } finally {
    await browser.close();
  }
});

it('is reachable only on this machine, and leaves nothing behind', async () => {
  const left = async () =>
    (await readdir(tmpdir())).filter((name) => name.startsWith('touchstone-preview-'));
  const before = await left();
  preview.kill('SIGINT');
  expect(await preview.exited).toBe(0);
  expect(preview.stdout()).toContain('nothing of it was kept');
  expect((await left()).length).toBe(before.length - 1);
  expect((await touchstoneHere('course', 'preview', join(folder.path, 'none'))).status).toBe(2);
});
