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

const hostile = `<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>`;
const cell = (text: string) => `"${text.replaceAll('"', '""')}"`;
const roster = [
  'name,mail,group,id',
  'Ada Lovelace,ada@example.org,Monday,1001',
  '"Hopper, Grace",grace@example.org,Monday,1002',
  'Alan Turing,alan@example.org,Tuesday,1003',
  `${cell(hostile)},hostile@example.org,${cell(hostile)},${cell(hostile)}`,
].join('\n');
/** Different programs; what the first one passes, the others pass, too. */
const failing = Array.from(
  { length: 6 },
  (_, index) => `def hello():\n    return "Goodbye ${index}"\n`,
);

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
test.use({ withInvitedCourse: 'class' });
test.describe.configure({ mode: 'serial' });

const table = (page: Page) =>
  page.getByRole('region', { name: 'Students and what they have done' });
const row = (page: Page, name: string) => table(page).getByRole('row').filter({ hasText: name });
const names = (page: Page) =>
  table(page).getByRole('rowheader').getByRole('link').allTextContents();

/** A new teacher's page. */
async function openAsTeacher(page: Page, dataFolder: string, mail: string): Promise<void> {
  await signIn(page, await addTeacher(dataFolder, mail, '--course', course));
  await page.goto(teachPath);
}

test('leads a teacher from who is stuck to the student, and back by “seen”', async ({
  page: teacher,
  newPage,
  system,
}) => {
  await openAsTeacher(teacher, system.dataFolder, 'first@example.org');
  await teacher.getByText('No student is in this course yet.').waitFor();
  expect(await accessibilityFaults(teacher)).toEqual([]);
  const links = await addStudents(teacher, roster);
  await handInAll(await newPage(), links.get('ada@example.org') ?? '', 'hello', failing);
  const solution = await readSolution('hello');
  await handInAll(await newPage(), links.get('grace@example.org') ?? '', 'hello', [
    failing[0] ?? '',
    solution,
  ]);

  await teacher.getByRole('button', { name: 'Load again' }).click();
  await expect.poll(() => names(teacher)).toHaveLength(4);
  await expect(row(teacher, 'Grace').getByRole('cell').nth(1)).toContainText('Solved');
  await expect(row(teacher, 'Ada').getByRole('cell').nth(1)).toContainText(
    /Tried.*6 tries.*Stuck/s,
  );
  await expect(row(teacher, 'Alan').getByRole('cell').nth(1)).toContainText('Not begun');
  await teacher.getByRole('region', { name: 'Grading now' }).getByText('half within').waitFor();
  expect(await accessibilityFaults(teacher)).toEqual([]);

  await teacher.getByRole('button', { name: 'Stuck', exact: true }).click();
  await expect.poll(() => names(teacher)).toEqual(['Ada Lovelace']);
  await expect(row(teacher, 'Ada')).toContainText(
    'The last 5 different programs passed no test that had not passed before.',
  );
  await teacher.reload();
  await expect.poll(() => names(teacher)).toEqual(['Ada Lovelace']);
  await row(teacher, 'Ada').getByRole('link', { name: 'Ada Lovelace' }).click();
  await expect(teacher.getByRole('heading', { level: 1 })).toHaveText('Ada Lovelace');
  await teacher.goBack();
  await expect.poll(() => names(teacher)).toEqual(['Ada Lovelace']);
  await teacher.getByRole('button', { name: 'Not begun', exact: true }).click();
  await expect.poll(() => names(teacher)).toHaveLength(4);
  await expect(row(teacher, 'Alan')).toContainText('Handed in nothing yet, and it is due in');
  await teacher.getByRole('combobox', { name: 'In assignment' }).selectOption('Hello');
  await expect.poll(() => names(teacher)).toEqual([hostile, 'Alan Turing']);
  await teacher.getByRole('button', { name: 'All students' }).click();
  await teacher.getByLabel('Find by name').fill('monday hopper');
  await expect.poll(() => names(teacher)).toEqual(['Hopper, Grace']);
  await teacher.getByLabel('Find by name').fill('nobody');
  await teacher.getByText('No student matches.').waitFor();
  await teacher.getByLabel('Find by name').fill('');

  await row(teacher, 'Ada').getByRole('link', { name: 'Ada Lovelace' }).click();
  await expect(teacher.getByRole('heading', { level: 1 })).toHaveText('Ada Lovelace');
  await teacher.goBack();
  await teacher.getByRole('button', { name: 'Mark as seen: Ada Lovelace in Hello' }).click();
  await teacher.getByText('Marked as seen: Ada Lovelace in Hello.').waitFor();
  await teacher.getByRole('button', { name: 'Stuck', exact: true }).click();
  await teacher.getByText('No student matches.').waitFor();

  const downloading = teacher.waitForEvent('download');
  await teacher.getByRole('link', { name: 'Download CSV' }).click();
  const csv = await readFile(await (await downloading).path(), 'utf8');
  expect(csv).toContain('1001,Ada Lovelace,Monday');
});

test('shows how an assignment goes, with an example of equal failures', async ({
  page: teacher,
  system,
}) => {
  await openAsTeacher(teacher, system.dataFolder, 'second@example.org');
  await table(teacher).getByRole('link', { name: 'Hello' }).click();
  await expect(teacher.getByRole('heading', { level: 1 })).toHaveText('Hello');
  const numbers = teacher.getByRole('region', { name: 'In numbers' });
  await expect(numbers).toContainText(/Students who tried\s*2/);
  await expect(numbers).toContainText(/Students who solved it\s*1/);
  await expect(numbers).toContainText(/Submissions\s*8/);
  // Failures are compared some seconds after their verdicts.
  await expect(async () => {
    await teacher.reload();
    await teacher.getByText('An example program').first().waitFor({ timeout: 2_000 });
  }).toPass();
  const numbersFile = teacher.waitForEvent('download');
  await numbers.getByRole('button', { name: 'Download CSV: In numbers' }).click();
  const inNumbers = await readFile(await (await numbersFile).path(), 'utf8');
  expect(inNumbers).toMatch(/^\ufefftried,solved,submissions,.*\r\n2,1,8,/);
  const blocking = teacher.getByRole('region', { name: 'Which test blocks' });
  await expect(blocking.getByRole('row').nth(1)).toContainText('1');
  await teacher.getByText('An example program').first().click();
  await expect(teacher.getByRole('group', { name: 'The program' })).toContainText('Goodbye');
  await teacher.getByText('What fixed it: too few students').first().waitFor();
  expect(await accessibilityFaults(teacher)).toEqual([]);
  const downloading = teacher.waitForEvent('download');
  await teacher.getByRole('link', { name: 'Download CSV' }).click();
  expect(await readFile(await (await downloading).path(), 'utf8')).toContain('too few');
  await teacher.goto(`${teachPath}/assignments/none`);
  await teacher.getByText('This course has no such assignment.').waitFor();
});

test('shows a student’s submissions with what changed, dates and notes', async ({
  page: teacher,
  system,
}) => {
  await openAsTeacher(teacher, system.dataFolder, 'third@example.org');
  await table(teacher).getByRole('link', { name: 'Hopper, Grace' }).click();
  await expect(teacher.getByRole('heading', { level: 1 })).toHaveText('Hopper, Grace');
  await teacher.getByText('The log now says that you opened this page.').waitFor();
  await expect(teacher.getByRole('region', { name: 'Points' }).last()).toContainText('100 of 200');

  const timeline = teacher.getByRole('region', { name: 'Submissions' });
  await timeline.getByRole('button', { name: 'Solved' }).click();
  const change = timeline.getByRole('group', { name: 'Differences' });
  await expect(change).toContainText('Goodbye 0');
  await expect(change).toContainText('Hello, World!');
  await timeline.getByRole('button', { name: 'Tests failed' }).click();
  await expect(timeline.getByRole('group', { name: 'The program' })).toContainText('Goodbye 0');
  await timeline.getByText('First failing test').waitFor();

  const extensions = teacher.getByRole('region', { name: 'Extensions' });
  await extensions.getByRole('combobox', { name: 'Assignment' }).selectOption('Sum');
  await extensions.getByLabel('Due (your time)').fill('2099-12-24T18:00');
  await extensions.getByLabel('Reason').fill(hostile);
  await extensions.getByRole('button', { name: 'Extend' }).click();
  await extensions.getByText('Extended until').waitFor();
  await expect(extensions.getByRole('listitem')).toContainText(`for this student (${hostile})`);

  const notes = teacher.getByRole('region', { name: 'Notes' });
  await notes.getByText('export includes all notes').waitFor();
  await notes.getByLabel('New note').fill(hostile);
  await notes.getByRole('button', { name: 'Add the note' }).click();
  await notes.getByText('The note was added.').waitFor();
  expect(await accessibilityFaults(teacher)).toEqual([]);
  await teacher.reload();
  await expect(notes.getByRole('listitem')).toContainText(hostile);
  await expect(notes.getByRole('listitem')).toContainText('by you');
  const downloading = teacher.waitForEvent('download');
  await notes.getByRole('link', { name: 'Download CSV: Notes' }).click();
  expect(await readFile(await (await downloading).path(), 'utf8')).toContain('author_uuid');
  await notes.getByRole('button', { name: 'Remove the note' }).click();
  await notes.getByText('No notes yet.').waitFor();
  await extensions.getByRole('button', { name: 'End it: the extension of Sum' }).click();
  await extensions.getByText('No other dates').waitFor();
  await teacher.goto(`${teachPath}/students/0190a5c2-7b1c-7000-8000-000000000000`);
  await teacher.getByText('This course has no such student').waitFor();
});

test('shows hostile names as text, on a phone and by the keyboard', async ({
  page: teacher,
  system,
}) => {
  await teacher.setViewportSize({ width: 360, height: 740 });
  await teacher.emulateMedia({ colorScheme: 'dark' });
  await openAsTeacher(teacher, system.dataFolder, 'fourth@example.org');
  await expect.poll(() => names(teacher)).toContain(hostile);
  const page = teacher.getByRole('main');
  expect(await page.evaluate((main) => main.scrollWidth - main.clientWidth)).toBe(0);
  const first = table(teacher).getByRole('rowheader').first();
  const before = await first.boundingBox();
  await table(teacher).focus();
  await teacher.keyboard.press('ArrowRight');
  await expect.poll(() => table(teacher).evaluate((box) => box.scrollLeft)).toBeGreaterThan(0);
  expect((await first.boundingBox())?.x).toBe(before?.x);
  expect(await accessibilityFaults(teacher)).toEqual([]);
  await table(teacher).getByRole('link', { name: hostile }).press('Enter');
  await expect(teacher.getByRole('heading', { level: 1 })).toHaveText(hostile);
  await expect(teacher.getByRole('heading', { level: 1 })).toBeFocused();
  await teacher.getByText('Nothing handed in yet.').waitFor();
  expect(await page.evaluate((main) => main.scrollWidth - main.clientWidth)).toBe(0);
  expect(await accessibilityFaults(teacher)).toEqual([]);
  expect(await teacher.locator('img, main script').count()).toBe(0);
  expect(await teacher.evaluate('window.hacked')).toBeUndefined();
});
