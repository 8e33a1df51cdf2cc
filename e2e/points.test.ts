import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { expect, type BrowserContext, type Page } from '@playwright/test';
import { accessibilityFaults } from './axe.ts';
import { addStudents, course, handInAll } from './classroom.ts';
import { readSolution } from './journey.ts';
import { test as base } from './page-test.ts';
import { addTeacher, signIn, teachPath } from './teacher.ts';

interface ClassFixtures {
  /** A page in a browser of its own. */
  readonly newPage: () => Promise<Page>;
}

/** With its comma the name stays as it is, so that cells of the CSV would begin with it. */
const hostile = `=HYPERLINK("https://example.org"), <img src=x onerror="window.hacked=1">`;
const roster = [
  'name,mail,group,id',
  'Ada Lovelace,ada@example.org,Monday,1001',
  '"Hopper, Grace",grace@example.org,Monday,1002',
  `"${hostile.replaceAll('"', '""')}",hostile@example.org,,1003`,
].join('\n');
const wrong = 'def hello():\n    return "Goodbye"\n';

const test = base.extend<ClassFixtures>({
  async newPage({ browser, baseURL }, use) {
    const contexts: BrowserContext[] = [];
    await use(async () => {
      const context = await browser.newContext({ baseURL: baseURL ?? '' });
      contexts.push(context);
      return context.newPage();
    });
    for (const context of contexts) await context.close();
  },
});
test.use({ withInvitedCourse: 'points' });

const table = (page: Page) => page.getByRole('region', { name: 'Students and their points' });
const cells = (page: Page, name: string) =>
  table(page).getByRole('row').filter({ hasText: name }).getByRole('cell').allTextContents();

/** Presses a link and resolves to the downloaded file. */
async function downloaded(page: Page, link: string): Promise<{ name: string; path: string }> {
  const downloading = page.waitForEvent('download');
  await page.getByRole('link', { name: link, exact: true }).click();
  const download = await downloading;
  return { name: download.suggestedFilename(), path: await download.path() };
}

test('a teacher reads points, downloads them and the programs, and overrides them; the student sees why', async ({
  page: teacher,
  newPage,
  system,
}) => {
  await signIn(
    teacher,
    await addTeacher(system.dataFolder, 'teacher@example.org', '--course', course),
  );
  const links = await addStudents(teacher, roster);
  const solution = await readSolution('hello');
  const student = await newPage();
  await handInAll(student, links.get('ada@example.org') ?? '', 'hello', [solution, wrong]);
  await handInAll(await newPage(), links.get('grace@example.org') ?? '', 'hello', [wrong]);

  await teacher.goto(teachPath);
  await teacher.getByRole('link', { name: 'Points', exact: true }).click();
  await expect(teacher.getByRole('heading', { level: 1 })).toHaveText('Points');
  await expect
    .poll(() => table(teacher).getByRole('rowheader').getByRole('link').allTextContents())
    .toEqual([expect.stringMatching(/=HYPERLINK/), 'Hopper, Grace', 'Lovelace, Ada']);
  const [, full = ''] = await cells(teacher, 'Lovelace');
  expect(await cells(teacher, 'Lovelace')).toEqual(['1001', full, '–', full]);
  expect(Number(full)).toBeGreaterThan(0);
  expect(await cells(teacher, 'Hopper')).toEqual(['1002', '0', '–', '0']);
  const spread = teacher.getByRole('table').filter({ hasText: 'Share' });
  await expect(spread.getByRole('row', { name: '0–9%' })).toContainText('2');
  expect(await accessibilityFaults(teacher)).toEqual([]);

  await teacher.getByRole('button', { name: 'Latest' }).click();
  await expect.poll(() => cells(teacher, 'Lovelace')).toEqual(['1001', '0', '–', '0']);
  const latest = await downloaded(teacher, 'CSV');
  expect(await readFile(latest.path, 'utf8')).toContain(
    '1001,"Lovelace, Ada",ada@example.org,Monday,0,,0',
  );
  await teacher.getByRole('button', { name: 'At the deadline' }).click();
  await expect.poll(() => cells(teacher, 'Lovelace')).toEqual(['1001', full, '–', full]);

  await teacher.getByRole('button', { name: /^Lovelace, Ada, Hello: / }).click();
  const sheet = teacher.getByRole('dialog');
  await expect(sheet).toContainText(`Earned: ${full} of`);
  await sheet.getByLabel('Points', { exact: true }).fill('7.5');
  await sheet.getByLabel('Reason').fill('Copied from <b>a book</b>');
  expect(await accessibilityFaults(teacher)).toEqual([]);
  await sheet.getByRole('button', { name: 'Give these points' }).click();
  await sheet.getByText('Saved. 7.5 points count now.').waitFor();
  await expect(sheet).toContainText('Given instead: 7.5 points, by');
  await teacher.keyboard.press('Escape');
  await expect.poll(() => cells(teacher, 'Lovelace')).toEqual(['1001', '7.5*', '–', '7.5']);

  const csv = await downloaded(teacher, 'CSV');
  expect(csv.name).toBe(`${course}-points.csv`);
  const text = await readFile(csv.path, 'utf8');
  expect(text).toContain('1001,"Lovelace, Ada",ada@example.org,Monday,7.5,,7.5,hello,');
  expect(text).not.toMatch(/(?:^|[,"\n])=/);
  expect((await downloaded(teacher, 'CSV for Canvas')).name).toBe(`${course}-points-canvas.csv`);
  await teacher.getByLabel('Programs of').selectOption('Hello');
  const zip = await downloaded(teacher, 'Programs as zip');
  expect(zip.name).toBe(`${course}-hello-programs.zip`);
  const unzip = (...args: string[]) => execFileSync('unzip', args).toString();
  const files = unzip('-Z1', zip.path).trimEnd().split('\n');
  expect(files).toEqual([
    expect.stringMatching(/^Hopper-Grace\/hello\/\w+\.py$/),
    expect.stringMatching(/^Lovelace-Ada\/hello\/\w+\.py$/),
    'info.csv',
  ]);
  expect(unzip('-p', zip.path, files[1] ?? '')).toBe(solution);

  await student.goto(`/courses/${course}/hello`);
  const given = student.getByRole('region', { name: 'Points from a teacher' });
  await expect(given).toContainText('A teacher has given you 7.5 points for this assignment.');
  await expect(given).toContainText(`in the place of the ${full} points`);
  await expect(given).toContainText('Reason: Copied from <b>a book</b>');
  expect(await accessibilityFaults(student)).toEqual([]);
  await student.goto(`/courses/${course}/sum`);
  await student.getByRole('heading', { level: 1 }).waitFor();
  await expect(given).toHaveCount(0);
  await student.goto(`/courses/${course}/hello`);
  await given.waitFor();

  const grid = await teacher.context().newPage();
  await grid.goto(`${teachPath}/students`);
  const row = grid.getByRole('row', { name: /Ada Lovelace/ });
  await expect(row).toContainText(
    new RegExp(`7\\.5 points, given by a teacher ·\\s*earned: ${full} ·`),
  );
  await row.getByRole('link', { name: 'Ada Lovelace' }).click();
  await expect(grid.getByRole('row', { name: /^Total/ })).toContainText('7.5 of');
  await expect(grid.getByRole('table')).toContainText(`Given by a teacher. Earned: ${full}.`);

  await teacher
    .getByRole('button', { name: /^Lovelace, Ada, Hello: 7.5 points, overridden/ })
    .click();
  await sheet.getByRole('button', { name: 'Let the earned points count again' }).click();
  await sheet.getByText('The earned points count again.').waitFor();
  // On the page that is open.
  await expect(given).toHaveCount(0);
  await teacher.keyboard.press('Escape');
  await expect.poll(() => cells(teacher, 'Lovelace')).toEqual(['1001', full, '–', full]);
  expect(await teacher.evaluate(() => 'hacked' in window)).toBe(false);
});

test('an assignment shows its days as bars and as a table', async ({
  page: teacher,
  system,
  newPage,
}) => {
  await signIn(
    teacher,
    await addTeacher(system.dataFolder, 'other@example.org', '--course', course),
  );
  const links = await addStudents(teacher, 'name,mail\nAlan Turing,alan@example.org\n');
  const solution = await readSolution('sum');
  await handInAll(await newPage(), links.get('alan@example.org') ?? '', 'sum', ['1 +', solution]);
  await teacher.goto(`${teachPath}/assignments/sum`);
  const days = teacher.getByRole('region', { name: 'Day by day' });
  await days.getByText('As a table').click();
  const today = days.getByRole('table').getByRole('row').nth(1);
  expect(await today.getByRole('cell').allTextContents()).toEqual(['1', '1']);
  expect(await accessibilityFaults(teacher)).toEqual([]);
});
