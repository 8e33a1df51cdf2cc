import { readFile } from 'node:fs/promises';
import { expect, type BrowserContext, type Page } from '@playwright/test';
import { accessibilityFaults } from './axe.ts';
import { readSolution, seeResult } from './journey.ts';
import { createWorkbench } from './page.ts';
import { test as base } from './page-test.ts';
import { addTeacher, loadRoster, peoplePath, signIn, teachPath } from './teacher.ts';

interface PeopleFixtures {
  /** A page in a browser of its own. */
  readonly newPage: () => Promise<Page>;
  /** The page of a new teacher of the invited course, who is signed in. */
  readonly teacher: Page;
}

let teachers = 0;
const test = base.extend<PeopleFixtures>({
  async newPage({ browser, baseURL }, use) {
    const contexts: BrowserContext[] = [];
    await use(async () => {
      const context = await browser.newContext({ baseURL: baseURL ?? '' });
      contexts.push(context);
      return context.newPage();
    });
    for (const context of contexts) await context.close();
  },
  async teacher({ page, system }, use) {
    const mail = `teacher-${(teachers += 1)}@example.org`;
    await signIn(page, await addTeacher(system.dataFolder, mail, '--course', 'autumn-class'));
    await use(page);
  },
});
test.use({ withInvitedCourse: 'people' });

const five = [
  'name,mail,group,id',
  'Ada Lovelace,ada@example.org,Monday,1001',
  '"Hopper, Grace",grace@example.org,Monday,1002',
  'Alan Turing,alan@example.org,Tuesday,1003',
  'Edsger Dijkstra,edsger@example.org,Tuesday,1004',
  'Barbara Liskov,barbara@example.org,,1005',
].join('\n');

const table = (page: Page) => page.getByRole('region', { name: 'People of this course' });
const namesIn = (page: Page) => table(page).getByRole('rowheader').allTextContents();

/** Makes a link for one member. */
async function invite(teacher: Page, name: string): Promise<string> {
  await teacher.getByRole('button', { name: `Open ${name}` }).click();
  await teacher.getByRole('button', { name: 'Make a new link' }).click();
  const link = await teacher.getByRole('dialog').locator('code').textContent();
  await teacher.keyboard.press('Escape');
  return link ?? '';
}

test('takes a class from the first teacher’s link to a student’s solved assignment', async ({
  page: teacher,
  system,
  newPage,
}) => {
  const link = await addTeacher(system.dataFolder, 'first@example.org', '--course', 'autumn-class');
  await teacher.goto(link);
  await expect(teacher).toHaveURL('/sign-in');
  await expect(teacher.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible();
  expect(await accessibilityFaults(teacher)).toEqual([]);
  // Opening it has not used it up, and has made no user.
  expect(await teacher.context().cookies()).toEqual([]);
  await signIn(teacher, link);
  await expect(teacher).toHaveURL('/courses/autumn-class/hello');

  await teacher.getByRole('link', { name: 'Teach' }).click();
  await expect(teacher).toHaveURL(teachPath);
  await teacher.getByRole('link', { name: 'People' }).click();
  await expect(teacher).toHaveURL(peoplePath);
  await expect(teacher.getByRole('heading', { level: 1 })).toHaveText('People');
  await loadRoster(teacher, five);
  await expect.poll(() => namesIn(teacher)).toHaveLength(6);
  expect((await namesIn(teacher)).slice(1)).toEqual([
    'Edsger Dijkstra',
    'Hopper, Grace',
    'Barbara Liskov',
    'Ada Lovelace',
    'Alan Turing',
  ]);
  expect(await accessibilityFaults(teacher)).toEqual([]);
  await teacher.getByRole('combobox', { name: 'Group' }).selectOption('Monday');
  await expect.poll(() => namesIn(teacher)).toEqual(['Hopper, Grace', 'Ada Lovelace']);
  await teacher.getByRole('combobox', { name: 'Group' }).selectOption('All');
  await teacher.getByLabel('Find by name').fill('1003');
  await expect.poll(() => namesIn(teacher)).toEqual(['Alan Turing']);
  await teacher.getByText('1 of 6 people').waitFor();
  await teacher.getByLabel('Find by name').fill('');

  await teacher.getByRole('button', { name: 'Make invitation links' }).click();
  await teacher.getByText('5 people in this course have not signed in yet.').waitFor();
  await teacher.getByRole('button', { name: 'Make the links' }).click();
  await teacher.getByText('5 links made.').waitFor();
  expect(await accessibilityFaults(teacher)).toEqual([]);
  const downloading = teacher.waitForEvent('download');
  await teacher.getByRole('button', { name: 'Download as CSV' }).click();
  const file = await (await downloading).path();
  const [, ...rows] = (await readFile(file, 'utf8')).trim().split('\r\n');
  const invitation = rows
    .find((row) => row.includes('ada@example.org'))
    ?.split(',')
    .find((cell) => cell.startsWith('http'));
  await teacher.keyboard.press('Escape');

  const student = await newPage();
  await student.goto('/courses/autumn-class/hello');
  await student.getByText('There is no such course here').waitFor();
  await signIn(student, invitation ?? '');
  await expect(student).toHaveURL('/courses/autumn-class/hello');
  const workbench = createWorkbench(student);
  await workbench.write(await readSolution('hello'));
  await workbench.handIn();
  await seeResult(student, 'Solved');

  await teacher.reload();
  const row = table(teacher).getByRole('row').filter({ hasText: 'ada@example.org' });
  await expect(row).toContainText('yes');

  await student.goto(peoplePath);
  await expect(student.getByRole('heading', { level: 1 })).toHaveText('This page is for teachers');
  expect(await accessibilityFaults(student)).toEqual([]);
  await expect(student.getByRole('link', { name: 'Teach' })).toHaveCount(0);

  const late = await newPage();
  await late.goto(invitation ?? '');
  await late.getByRole('button', { name: 'Sign in', exact: true }).click();
  await late.getByText('The link was used already').waitFor();
  await late.getByLabel('Mail address').fill('ada@example.org');
  await late.getByRole('button', { name: 'Send me a link' }).click();
  await late.getByText('This server sends no mail. Ask your teacher for a new link.').waitFor();
  expect(await accessibilityFaults(late)).toEqual([]);
});

test('changes a role, and shows an assistant only the students who are assigned', async ({
  teacher,
  newPage,
}) => {
  await teacher.goto(peoplePath);
  await loadRoster(
    teacher,
    'name,mail,group\nAnn Assistant,ann@example.org,\nMo Monday,mo@example.org,Red\nTy Tuesday,ty@example.org,Blue\n',
  );
  await teacher.getByRole('button', { name: 'Open Ann Assistant' }).click();
  const sheet = teacher.getByRole('dialog');
  await sheet.getByRole('combobox', { name: 'Role' }).selectOption('assistant');
  await sheet.getByText('is signed out everywhere').waitFor();
  await sheet.getByRole('button', { name: 'Change the role' }).click();
  await sheet.getByText('Now assistant.').waitFor();
  await sheet.getByRole('checkbox', { name: 'Red' }).check();
  await sheet.getByRole('button', { name: 'Save whom they see' }).click();
  await sheet.getByText('Saved: 1 group, 0 single students.').waitFor();
  expect(await accessibilityFaults(teacher)).toEqual([]);
  await teacher.keyboard.press('Escape');
  const link = await invite(teacher, 'Ann Assistant');

  const assistant = await newPage();
  await signIn(assistant, link);
  await assistant.goto(peoplePath);
  await expect.poll(() => namesIn(assistant)).toEqual(['Mo Monday']);
  await expect(assistant.getByRole('button', { name: 'Load a roster' })).toHaveCount(0);
});

test('shows what a roster contains as text, whatever it is', async ({ teacher }) => {
  await teacher.goto(peoplePath);
  const hostile = `<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>{@html 1}`;
  const cell = (text: string) => `"${text.replaceAll('"', '""')}"`;
  const mail = `"<script>window.hacked=1</script>"@example.org`;
  const rows = [
    ['name', 'mail', 'group', 'id'],
    [hostile, 'hostile@example.org', hostile, hostile],
    ['=HYPERLINK("http://x","y")', 'formula@example.org', '@SUM(1)', '+1'],
    [hostile, mail, '', ''],
  ];
  await teacher.getByRole('button', { name: 'Load a roster' }).click();
  const csv = rows.map((row) => row.map(cell).join(',')).join('\n');
  await teacher.getByLabel('Or paste it here').fill(csv);
  await teacher.getByRole('button', { name: 'Check it first' }).click();
  await teacher.getByText('1 line refused').waitFor();
  await teacher.getByRole('button', { name: 'Load it', exact: true }).click();
  await teacher.getByText('Loaded.').waitFor();
  await teacher.keyboard.press('Escape');
  const row = table(teacher).getByRole('row').filter({ hasText: 'hostile@example.org' });
  const [mailCell, group, id] = await row.getByRole('cell').allTextContents();
  expect([mailCell, group, id]).toEqual(['hostile@example.org', hostile, hostile]);
  await expect(row.getByRole('rowheader')).toHaveText(hostile);
  await teacher.getByRole('combobox', { name: 'Group' }).selectOption(hostile);
  await expect.poll(() => namesIn(teacher)).toEqual([hostile]);
  await row.getByRole('button').click();
  await teacher.getByRole('button', { name: 'Make a new link' }).click();
  await teacher.getByRole('dialog').locator('code').waitFor();
  expect(await teacher.locator('img, main script, dialog script').count()).toBe(0);
  expect(await teacher.evaluate('window.hacked')).toBeUndefined();

  await teacher.keyboard.press('Escape');
  await teacher.getByRole('button', { name: 'Make invitation links' }).click();
  await teacher.getByRole('button', { name: 'Make the links' }).click();
  const downloading = teacher.waitForEvent('download');
  await teacher.getByRole('button', { name: 'Download as CSV' }).click();
  const written = await readFile(await (await downloading).path(), 'utf8');
  expect(written).toContain(`"'=HYPERLINK(""http://x"",""y"")"`);
  expect(written).not.toMatch(/(?:^|,|")[=@+]/m);
});

test('asks before signing out removes what was not sent, and shows the next user none of it', async ({
  teacher,
  newPage,
  system,
}) => {
  await teacher.goto('/courses/autumn-class/hello');
  const workbench = createWorkbench(teacher);
  await workbench.title.waitFor();
  await expect(workbench.editor).toContainText('def hello');
  // What is typed from here on does not reach the server.
  await teacher.route('**/api/drafts/*', (route) => route.abort());
  await workbench.write('# only in this browser');
  await expect
    .poll(() => teacher.evaluate('JSON.stringify(localStorage)'))
    .toContain('# only in this browser');
  await teacher.getByRole('button', { name: 'Settings' }).click();
  const settings = teacher.getByRole('dialog');
  await settings.getByText('You are signed in as').waitFor();
  await settings.getByText('teacher in Autumn class').waitFor();
  await settings.getByRole('button', { name: 'Sign out', exact: true }).click();
  await settings.getByText('1 program has not reached the server.').waitFor();
  await settings.getByText('Hello: typed, not saved on the server').waitFor();
  expect(await accessibilityFaults(teacher)).toEqual([]);
  await settings.getByRole('button', { name: 'Stay signed in' }).click();
  await settings.getByRole('button', { name: 'Sign out', exact: true }).click();
  await settings.getByRole('button', { name: 'Sign out and remove' }).click();
  await teacher.getByText('You are signed out.').waitFor();
  expect(
    await teacher.evaluate('JSON.stringify({ ...localStorage, ...sessionStorage })'),
  ).not.toContain('only in this browser');
  expect((await teacher.context().cookies()).filter(({ value }) => value.length > 10)).toEqual([]);

  await teacher.unroute('**/api/drafts/*');
  await signIn(
    teacher,
    await addTeacher(system.dataFolder, 'next@example.org', '--course', 'autumn-class'),
  );
  await expect(workbench.editor).toContainText('def hello');
  await expect(workbench.editor).not.toContainText('only in this browser');
  const other = await newPage();
  await other.goto(peoplePath);
  await other.getByText('There is no such course here').waitFor();
});

test('keeps two users of one browser apart in its other tabs', async ({ teacher, system }) => {
  const tab = await teacher.context().newPage();
  await tab.goto('/courses/autumn-class/hello');
  const theirs = createWorkbench(tab);
  await theirs.title.waitFor();
  await theirs.write('# of the first teacher');
  const link = await addTeacher(system.dataFolder, 'other@example.org', '--course', 'autumn-class');
  const reloading = tab.waitForEvent('load');
  await teacher.goto(link);
  await teacher.getByText('This browser is signed in as teacher-').waitFor();
  await signIn(teacher, link);
  await reloading;
  await expect(theirs.editor).toContainText('def hello');
  await expect(theirs.editor).not.toContainText('first teacher');
});

test('shows a large class page by page, and finds people who are on another page', async ({
  teacher,
}) => {
  await teacher.goto(peoplePath);
  const number = (index: number) => String(index).padStart(3, '0');
  const rows = Array.from(
    { length: 120 },
    (_, index) => `Large ${number(index)},large-${index}@example.org,Large`,
  );
  await loadRoster(teacher, ['name,mail,group', ...rows].join('\n'));
  const expected = (from: number, to: number) =>
    rows.slice(from, to).map((_, index) => `Large ${number(from + index)}`);
  await teacher.getByRole('combobox', { name: 'Group' }).selectOption('Large');
  await expect.poll(() => namesIn(teacher)).toEqual(expected(0, 50));
  await expect(
    teacher.getByRole('status').filter({ hasText: /^120 of \d+ people$/ }),
  ).toBeVisible();
  await teacher.getByRole('button', { name: 'Next page' }).click();
  await expect.poll(() => namesIn(teacher)).toEqual(expected(50, 100));
  expect(await accessibilityFaults(teacher)).toEqual([]);

  await teacher.getByRole('button', { name: 'Open Large 099' }).click();
  const sheet = teacher.getByRole('dialog');
  await sheet.getByRole('combobox', { name: 'Role' }).selectOption('assistant');
  await sheet.getByRole('button', { name: 'Change the role' }).click();
  await sheet.getByText('Now assistant.').waitFor();
  await sheet.getByLabel('Find a student').fill('large-119');
  await sheet.getByRole('checkbox', { name: 'Large 119' }).check();
  await sheet.getByRole('button', { name: 'Save whom they see' }).click();
  await sheet.getByText('Saved: 0 groups, 1 single student.').waitFor();
  await teacher.keyboard.press('Escape');
  // Assistants stand before students.
  await expect.poll(() => namesIn(teacher)).toEqual([...expected(50, 99), 'Large 100']);
  await teacher.getByRole('button', { name: 'Next page' }).click();
  await expect.poll(() => namesIn(teacher)).toEqual(expected(101, 120));
  await expect(teacher.getByText('Page 3')).toBeVisible();
  await expect(teacher.getByRole('button', { name: 'Next page' })).toHaveAttribute(
    'aria-disabled',
    'true',
  );

  // After somebody who has left meanwhile there is no page.
  await teacher.getByRole('button', { name: 'Previous page' }).click();
  await expect.poll(() => namesIn(teacher)).toContain('Large 100');
  await teacher.evaluate(async () => {
    const members = '/api/teach/autumn-class/members';
    const found = (await (await fetch(`${members}?search=large-100`)).json()) as {
      members: { uuid: string }[];
    };
    const { uuid } = found.members[0] ?? { uuid: '' };
    await fetch(`${members}/${uuid}`, {
      method: 'DELETE',
      headers: { 'content-type': 'application/json' },
    });
  });
  await teacher.getByRole('button', { name: 'Next page' }).click();
  await expect(teacher.getByText('Page 1')).toBeVisible();
  await expect.poll(() => namesIn(teacher)).toContain('Large 000');
  await teacher.getByLabel('Find by name').fill('large-7@');
  await expect.poll(() => namesIn(teacher)).toEqual(['Large 007']);
  await expect(teacher.getByRole('button', { name: 'Next page' })).toHaveCount(0);
});
